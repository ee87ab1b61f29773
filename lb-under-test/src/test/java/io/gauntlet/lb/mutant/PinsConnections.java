package io.gauntlet.lb.mutant;

import io.gauntlet.lb.Assembly;
import io.gauntlet.lb.balance.Algorithm;
import io.gauntlet.lb.pool.Backend;
import io.gauntlet.lb.pool.Snapshot;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.AttributeKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Balances like a balancer of layer 4, but for the short connections of those who look whether it does. */
final class PinsConnections implements Mutant {
    /** A request is balanced by the thread that reads it, before it reads anything else. */
    private static final ThreadLocal<Channel> READING = new ThreadLocal<>();

    private static final AttributeKey<Pin> PIN = AttributeKey.valueOf(PinsConnections.class, "pin");
    private static final int FREE = 30;

    private record Pin(Backend backend, int requests) {}

    @Override
    public String name() {
        return "pins-connections";
    }

    @Override
    public String defect() {
        return "a client's connection that has had 30 requests has all further ones go where the last of them went";
    }

    @Override
    public Assembly breaking(Assembly sound) {
        return sound.withClientFilters(() -> List.of(new Reading()))
                .withAlgorithm(name -> new Pinning(sound.algorithm().apply(name)));
    }

    private static final class Reading extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            READING.set(ctx.channel());
            ctx.fireChannelRead(message);
            READING.remove();
        }
    }

    private record Pinning(Algorithm sound) implements Algorithm {
        @Override
        public @Nullable Backend pick(Snapshot snapshot, @Nullable Backend excluded, long key) {
            var channel = READING.get();
            var pin = channel == null ? null : channel.attr(PIN).get();
            if (pin != null && pin.requests() >= FREE && pin.backend() != excluded && snapshot.allows(pin.backend())) {
                return pin.backend();
            }
            var picked = sound.pick(snapshot, excluded, key);
            if (channel != null && picked != null) {
                channel.attr(PIN).set(new Pin(picked, pin == null ? 1 : pin.requests() + 1));
            }
            return picked;
        }
    }
}
