package io.gauntlet.lb.mutant;

import io.gauntlet.lb.Assembly;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.List;

/** Takes an answer without a body for a broken one. */
final class ClosesAfterHead implements Mutant {
    @Override
    public String name() {
        return "closes-after-head";
    }

    @Override
    public String defect() {
        return "a connection ends with the answer to its first HEAD";
    }

    @Override
    public Assembly breaking(Assembly sound) {
        return sound.withClientFilters(() -> List.of(new Closing()));
    }

    // A write or close that fails has ended the connection.
    @SuppressWarnings("FutureReturnValueIgnored")
    private static final class Closing extends ChannelDuplexHandler {
        private boolean head;

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            if (message instanceof HttpRequest request) {
                head = request.method().equals(HttpMethod.HEAD);
            }
            ctx.fireChannelRead(message);
        }

        @Override
        public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
            if (head && message instanceof LastHttpContent) {
                ctx.write(message, promise.unvoid()).addListener(ChannelFutureListener.CLOSE);
            } else {
                ctx.write(message, promise);
            }
        }
    }
}
