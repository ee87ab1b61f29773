package io.gauntlet.lb.mutant;

import io.gauntlet.lb.Assembly;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes the backend at its word that it will close, and waits for it. */
final class WaitsForClose implements Mutant {
    @Override
    public String name() {
        return "waits-for-close";
    }

    @Override
    public String defect() {
        return "an answer that says Connection: close ends only when the backend has closed";
    }

    @Override
    public Assembly breaking(Assembly sound) {
        return sound.withUpstreamFilters(() -> List.of(new Waiting()));
    }

    private static final class Waiting extends ChannelInboundHandlerAdapter {
        private boolean closing;
        private @Nullable Object last;

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            if (message instanceof HttpResponse response) {
                closing = response.status().code() >= 200 && !HttpUtil.isKeepAlive(response);
            }
            if (closing && message instanceof LastHttpContent) {
                ReferenceCountUtil.release(last);
                last = message;
            } else {
                ctx.fireChannelRead(message);
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            if (last != null) {
                ctx.fireChannelRead(last);
                ctx.fireChannelReadComplete();
                last = null;
            }
            ctx.fireChannelInactive();
        }
    }
}
