package io.gauntlet.lb.mutant;

import io.gauntlet.lb.Assembly;
import io.gauntlet.lb.http1.MessageReader;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.BiConsumer;

/** A parser that was only ever tried on a fast line. */
final class WholeHeads implements Mutant {
    @Override
    public String name() {
        return "whole-heads";
    }

    @Override
    public String defect() {
        return "a head that does not come in one piece is malformed: 400 for a request, 502 for an answer";
    }

    @Override
    public Assembly breaking(Assembly sound) {
        return sound.withClientFilters(() -> filters(WholeHeads::refuse))
                .withUpstreamFilters(() -> filters(WholeHeads::garble));
    }

    private static List<ChannelHandler> filters(BiConsumer<ChannelHandlerContext, String> otherwise) {
        return List.of(new Progress(otherwise));
    }

    // A write that fails ends its connection, and that is noticed.
    @SuppressWarnings("FutureReturnValueIgnored")
    private static void refuse(ChannelHandlerContext ctx, String text) {
        ctx.writeAndFlush(bytes("HTTP/1.1 400 " + text + "\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"))
                .addListener(ChannelFutureListener.CLOSE);
    }

    private static void garble(ChannelHandlerContext ctx, String text) {
        ctx.fireChannelRead(bytes(text + "\r\n\r\n"));
    }

    private static ByteBuf bytes(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
    }

    /** Stands behind the decoder and knows whether the next byte begins a head. */
    private static final class Progress extends ChannelInboundHandlerAdapter {
        private final BiConsumer<ChannelHandlerContext, String> otherwise;
        private boolean inMessage;

        Progress(BiConsumer<ChannelHandlerContext, String> otherwise) {
            this.otherwise = otherwise;
        }

        @Override
        public void handlerAdded(ChannelHandlerContext ctx) {
            ChannelHandlerContext decoder = ctx.pipeline().context(MessageReader.class);
            if (decoder != null) {
                ctx.pipeline().addBefore(decoder.name(), null, new Pieces(this));
            }
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            if (message instanceof HttpMessage) {
                inMessage = true;
            }
            if (message instanceof LastHttpContent) {
                inMessage = false;
            }
            ctx.fireChannelRead(message);
        }
    }

    /** Stands before the decoder and looks at what is read in one go. */
    private static final class Pieces extends ChannelInboundHandlerAdapter {
        private final Progress progress;
        private boolean refused;

        Pieces(Progress progress) {
            this.progress = progress;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            boolean bad = !progress.inMessage && message instanceof ByteBuf piece && !hasWholeHead(piece);
            if (!refused && !bad) {
                ctx.fireChannelRead(message);
                return;
            }
            ReferenceCountUtil.release(message);
            if (!refused) {
                refused = true;
                progress.otherwise.accept(ctx, "Malformed");
            }
        }

        private static boolean hasWholeHead(ByteBuf piece) {
            return piece.toString(StandardCharsets.ISO_8859_1).contains("\r\n\r\n");
        }
    }
}
