package io.gauntlet.lb.mutant;

import io.gauntlet.lb.Assembly;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayList;
import java.util.List;

/** Repeats whatever failed, up to five times, POST included, without a budget. */
final class RetryStorm implements Mutant {
    private static final int RETRIES = 5;
    private static final int FAILURE = 500;

    @Override
    public String name() {
        return "retry-storm";
    }

    @Override
    public String defect() {
        return "any failure before the answer's head, and any 5xx, is retried up to 5 times, POST included";
    }

    @Override
    public Assembly breaking(Assembly sound) {
        return sound.withClientFilters(() -> List.of(new Repeater()));
    }

    /**
     * Keeps the request and, when its answer turns out to be a failure, swallows that and lets the balancer behind see
     * the request again.
     */
    // A write that fails ends its connection, and that is noticed.
    @SuppressWarnings("FutureReturnValueIgnored")
    private static final class Repeater extends ChannelDuplexHandler {
        private final List<Object> kept = new ArrayList<>();
        private int retries;
        private boolean complete;
        private boolean swallowing;

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            if (message instanceof HttpRequest request) {
                forget();
                // One that ends its connection could not be repeated on it.
                request.headers().remove(HttpHeaderNames.CONNECTION);
            }
            kept.add(copy(message));
            complete = message instanceof LastHttpContent;
            ctx.fireChannelRead(message);
        }

        @Override
        public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
            if (message instanceof HttpResponse response) {
                swallowing = complete && retries < RETRIES && response.status().code() >= FAILURE;
            }
            if (!swallowing) {
                ctx.write(message, promise);
                return;
            }
            ReferenceCountUtil.release(message);
            promise.trySuccess();
            if (message instanceof LastHttpContent) {
                retries++;
                ctx.executor().execute(() -> repeat(ctx));
            }
        }

        private void repeat(ChannelHandlerContext ctx) {
            kept.forEach(message -> ctx.fireChannelRead(copy(message)));
            ctx.fireChannelReadComplete();
        }

        private static Object copy(Object message) {
            if (message instanceof HttpRequest request) {
                return new DefaultHttpRequest(
                        request.protocolVersion(),
                        request.method(),
                        request.uri(),
                        request.headers().copy());
            }
            return message instanceof HttpContent content ? content.retainedDuplicate() : message;
        }

        private void forget() {
            kept.forEach(ReferenceCountUtil::release);
            kept.clear();
            retries = 0;
            complete = false;
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            forget();
            ctx.fireChannelInactive();
        }
    }
}
