package io.gauntlet.lb.mutant;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.function.BooleanSupplier;

/** Makes an answer that was broken off look whole. Confined to the event loop of its connection. */
// A write that fails ends its connection, and that is noticed.
@SuppressWarnings("FutureReturnValueIgnored")
final class Padder extends ChannelDuplexHandler {
    private static final ByteBuf ZEROS = Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(new byte[64 * 1024]));

    private final BooleanSupplier hides;
    private boolean head;
    private boolean answering;
    private long missing;

    /**
     * @param hides asked for each answer that is broken off
     */
    Padder(BooleanSupplier hides) {
        this.hides = hides;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof HttpRequest request) {
            head = request.method().equals(HttpMethod.HEAD);
        }
        ctx.fireChannelRead(message);
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (message instanceof HttpResponse response) {
            answering = !head;
            missing = HttpUtil.getContentLength(response, 0L);
        }
        if (message instanceof HttpContent content) {
            missing -= content.content().readableBytes();
            answering &= !(message instanceof LastHttpContent);
        }
        ctx.write(message, promise);
    }

    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
        if (!answering || !ctx.channel().isActive() || !hides.getAsBoolean()) {
            ctx.close(promise);
            return;
        }
        answering = false;
        for (; missing > 0; missing -= ZEROS.readableBytes()) {
            int length = (int) Math.min(missing, ZEROS.readableBytes());
            ctx.write(new DefaultHttpContent(ZEROS.duplicate().readSlice(length)), ctx.voidPromise());
        }
        ctx.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT).addListener(done -> ctx.close(promise));
    }
}
