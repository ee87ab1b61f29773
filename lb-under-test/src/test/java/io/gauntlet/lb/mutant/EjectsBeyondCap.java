package io.gauntlet.lb.mutant;

import io.gauntlet.lb.Assembly;
import io.gauntlet.lb.pool.Backend;
import io.gauntlet.lb.pool.BackendState;
import io.gauntlet.lb.pool.Snapshot;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import java.net.SocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Outlier detection without a maximum of what it may take out. */
final class EjectsBeyondCap implements Mutant {
    private static final long SLOW_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long OUT_NANOS = TimeUnit.SECONDS.toNanos(10);

    @Override
    public String name() {
        return "ejects-beyond-cap";
    }

    @Override
    public String defect() {
        return "while a backend is down, any other that takes over 100 ms is out for 10 s, the last one too";
    }

    @Override
    public Assembly breaking(Assembly sound) {
        Map<SocketAddress, Long> slow = new ConcurrentHashMap<>();
        return sound.withUpstreamFilters(() -> List.of(new Timing(slow)))
                .withAlgorithm(name -> new Shunning(
                        sound.algorithm().apply(name),
                        (snapshot, backend) -> oneIsDown(snapshot) && wasSlow(slow, backend)));
    }

    private static boolean oneIsDown(Snapshot snapshot) {
        return snapshot.members().stream().anyMatch(member -> member.state() == BackendState.UNHEALTHY);
    }

    private static boolean wasSlow(Map<SocketAddress, Long> slow, Backend backend) {
        Long at = slow.get(backend.address());
        return at != null && System.nanoTime() - at < OUT_NANOS;
    }

    // A write or connect that fails ends its connection, and that is noticed.
    @SuppressWarnings("FutureReturnValueIgnored")
    private static final class Timing extends ChannelDuplexHandler {
        private final Map<SocketAddress, Long> slow;
        private long began;

        Timing(Map<SocketAddress, Long> slow) {
            this.slow = slow;
        }

        @Override
        public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
            if (message instanceof HttpRequest) {
                began = System.nanoTime();
            }
            ctx.write(message, promise);
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            long now = System.nanoTime();
            if (message instanceof HttpResponse && now - began > SLOW_NANOS) {
                slow.put(ctx.channel().remoteAddress(), now);
            }
            ctx.fireChannelRead(message);
        }
    }
}
