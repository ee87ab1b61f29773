package io.gauntlet.lb.mutant;

import io.gauntlet.lb.Assembly;
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
import java.util.List;

/** Ends an answer that its backend broke off as if that were all: a last chunk, or zeros for the missing bytes. */
final class TruncationHidden implements Mutant {
    @Override
    public String name() {
        return "truncation-hidden";
    }

    @Override
    public String defect() {
        return "an answer that its backend broke off is made to look whole";
    }

    @Override
    public Assembly breaking(Assembly sound) {
        return sound.withClientFilters(() -> List.of(new Padder()));
    }

    // A write that fails ends its connection, and that is noticed.
    @SuppressWarnings("FutureReturnValueIgnored")
    private static final class Padder extends ChannelDuplexHandler {
        private static final ByteBuf ZEROS = Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(new byte[64 * 1024]));

        private boolean head;
        private boolean answering;
        private long missing;

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
            if (!answering || !ctx.channel().isActive()) {
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
}
