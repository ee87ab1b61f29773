package io.gauntlet.lb.mutant;

import io.gauntlet.lb.Assembly;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A reload that begins with a clean slate. */
// A close that fails finds a connection that has ended anyway.
@SuppressWarnings("FutureReturnValueIgnored")
final class ReloadDrops implements Mutant {
    @Override
    public String name() {
        return "reload-drops";
    }

    @Override
    public String defect() {
        return "a reload closes all connections, those of clients and those to backends";
    }

    @Override
    public Assembly breaking(Assembly sound) {
        Set<Channel> open = ConcurrentHashMap.newKeySet();
        return sound.withClientFilters(() -> List.of(new Noting(open)))
                .withUpstreamFilters(() -> List.<ChannelHandler>of(new Noting(open)))
                // Asked for whenever a configuration is put in force; at the start nothing is open.
                .withForwardConfig(config -> {
                    open.forEach(Channel::close);
                    return sound.forward().config().apply(config);
                });
    }

    private static final class Noting extends ChannelInboundHandlerAdapter {
        private final Set<Channel> open;

        Noting(Set<Channel> open) {
            this.open = open;
        }

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            open.add(ctx.channel());
            ctx.fireChannelActive();
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            open.remove(ctx.channel());
            ctx.fireChannelInactive();
        }
    }
}
