package io.gauntlet.lb.mutant;

import io.gauntlet.lb.Assembly;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import java.util.List;

/** Says goodbye to a client and never hangs up. */
final class LeaksSockets implements Mutant {
    @Override
    public String name() {
        return "leaks-sockets";
    }

    @Override
    public String defect() {
        return "the socket of a client that has left is never closed";
    }

    @Override
    public Assembly breaking(Assembly sound) {
        return sound.withClientFilters(() -> List.of(new Leaking()));
    }

    // A shutdown that fails finds a connection that has ended anyway.
    @SuppressWarnings("FutureReturnValueIgnored")
    private static final class Leaking extends ChannelDuplexHandler {
        private boolean over;

        @Override
        public void handlerAdded(ChannelHandlerContext ctx) {
            // Else the end of what the client sends would close the socket by itself.
            ctx.channel().config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        }

        @Override
        public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
            if (ctx.channel() instanceof DuplexChannel duplex && duplex.isActive()) {
                duplex.shutdownOutput();
            }
            promise.trySuccess();
            end(ctx);
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof ChannelInputShutdownEvent) {
                end(ctx);
            } else {
                ctx.fireUserEventTriggered(event);
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            end(ctx);
        }

        /** For the balancer behind, this client is gone. */
        private void end(ChannelHandlerContext ctx) {
            if (!over) {
                over = true;
                ctx.fireChannelInactive();
            }
        }
    }
}
