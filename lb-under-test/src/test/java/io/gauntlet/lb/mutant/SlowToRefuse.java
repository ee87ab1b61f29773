package io.gauntlet.lb.mutant;

import io.gauntlet.lb.Assembly;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.FullHttpResponse;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Hopes for the best. */
final class SlowToRefuse implements Mutant {
    private static final long HOPE_MILLIS = 2_000;
    private static final int LEAST_STATUS = 502;

    @Override
    public String name() {
        return "slow-to-refuse";
    }

    @Override
    public String defect() {
        return "a client that no backend can serve is told so after 2 s of waiting for one";
    }

    @Override
    public Assembly breaking(Assembly sound) {
        return sound.withClientFilters(() -> List.of(new Hoping()));
    }

    /** What the balancer answers itself is one message; what a backend answers is several. */
    // A write that fails ends its connection, and that is noticed.
    @SuppressWarnings("FutureReturnValueIgnored")
    private static final class Hoping extends ChannelOutboundHandlerAdapter {
        @Override
        public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
            if (message instanceof FullHttpResponse response
                    && response.status().code() >= LEAST_STATUS) {
                ctx.executor().schedule(() -> ctx.writeAndFlush(message, promise), HOPE_MILLIS, TimeUnit.MILLISECONDS);
            } else {
                ctx.write(message, promise);
            }
        }
    }
}
