package io.gauntlet.lb.mutant;

import io.gauntlet.lb.Assembly;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.util.List;

/** Introduces itself to everybody. */
final class TellsItsVersion implements Mutant {
    @Override
    public String name() {
        return "tells-its-version";
    }

    @Override
    public String defect() {
        return "its own answers name the product and its version";
    }

    @Override
    public Assembly breaking(Assembly sound) {
        return sound.withClientFilters(() -> List.of(new Telling()));
    }

    /** What the balancer answers itself is one message; what a backend answers is several. */
    // A write that fails ends its connection, and that is noticed.
    @SuppressWarnings("FutureReturnValueIgnored")
    private static final class Telling extends ChannelOutboundHandlerAdapter {
        @Override
        public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
            if (message instanceof FullHttpResponse response) {
                response.headers().set(HttpHeaderNames.SERVER, "gauntlet-lb/0.1.0");
            }
            ctx.write(message, promise);
        }
    }
}
