package io.gauntlet.lb.mutant;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;

/**
 * Keeps each request of a client and, when its answer is one to be repeated, swallows that and lets the balancer behind see
 * the request again. Confined to the event loop of its connection.
 */
// A write that fails ends its connection, and that is noticed.
@SuppressWarnings("FutureReturnValueIgnored")
final class Repeater extends ChannelDuplexHandler {
    private final int limit;
    private final BiPredicate<HttpMethod, Integer> repeats;
    private final List<Object> kept = new ArrayList<>();
    private HttpMethod method = HttpMethod.GET;
    private int retries;
    private boolean complete;
    private boolean swallowing;

    /**
     * @param limit of repetitions of one request
     * @param repeats which method with which status is repeated
     */
    Repeater(int limit, BiPredicate<HttpMethod, Integer> repeats) {
        this.limit = limit;
        this.repeats = repeats;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof HttpRequest request) {
            forget();
            method = request.method();
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
            swallowing = complete
                    && retries < limit
                    && repeats.test(method, response.status().code());
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
