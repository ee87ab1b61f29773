package io.gauntlet.lb.mutant;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.function.BooleanSupplier;

/** Answers 503 to some requests, which then go no further. Confined to the event loop of its connection. */
// A write that fails ends its connection, and that is noticed.
@SuppressWarnings("FutureReturnValueIgnored")
final class RefusingFilter extends ChannelInboundHandlerAdapter {
    private final BooleanSupplier refuses;
    private boolean refusing;

    /**
     * @param refuses asked once for each request
     */
    RefusingFilter(BooleanSupplier refuses) {
        this.refuses = refuses;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof HttpRequest) {
            refusing = refuses.getAsBoolean();
        }
        if (!refusing) {
            ctx.fireChannelRead(message);
            return;
        }
        ReferenceCountUtil.release(message);
        if (message instanceof LastHttpContent) {
            var response = new DefaultFullHttpResponse(
                    HttpVersion.HTTP_1_1, HttpResponseStatus.SERVICE_UNAVAILABLE, Unpooled.EMPTY_BUFFER);
            response.headers().setInt(HttpHeaderNames.CONTENT_LENGTH, 0);
            ctx.writeAndFlush(response, ctx.voidPromise());
        }
    }
}
