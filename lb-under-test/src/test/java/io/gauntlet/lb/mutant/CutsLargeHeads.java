package io.gauntlet.lb.mutant;

import io.gauntlet.lb.Assembly;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.util.ReferenceCountUtil;
import java.util.List;
import java.util.Set;

/** Hangs up on who says too much. */
final class CutsLargeHeads implements Mutant {
    private static final Set<Integer> TOO_LARGE = Set.of(414, 431);

    @Override
    public String name() {
        return "cuts-large-heads";
    }

    @Override
    public String defect() {
        return "a head that is too large gets no answer, its connection is closed";
    }

    @Override
    public Assembly breaking(Assembly sound) {
        return sound.withClientFilters(() -> List.of(new Cutting()));
    }

    // A close that fails has closed.
    @SuppressWarnings("FutureReturnValueIgnored")
    private static final class Cutting extends ChannelOutboundHandlerAdapter {
        @Override
        public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
            if (message instanceof FullHttpResponse response
                    && TOO_LARGE.contains(response.status().code())) {
                ReferenceCountUtil.release(message);
                promise.trySuccess();
                ctx.close();
            } else {
                ctx.write(message, promise);
            }
        }
    }
}
