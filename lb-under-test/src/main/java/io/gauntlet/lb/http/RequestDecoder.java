package io.gauntlet.lb.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.List;

/** Decodes requests, stricter than Netty's own and with the time at which a head began. Confined to its event loop. */
final class RequestDecoder extends HttpRequestDecoder {
    private static final int MAX_LINE = 8 * 1024;
    private static final int MAX_HEAD = 16 * 1024;

    /** As for pipelined requests, more than this is not read before its turn. */
    private static final int MAX_HELD = 16 * 1024;

    private boolean inBody;
    private boolean holding;
    private boolean holdsMuch;
    private long headBegan;
    private int nextWord;

    RequestDecoder() {
        super(new HttpDecoderConfig()
                .setMaxInitialLineLength(MAX_LINE)
                .setMaxHeaderSize(MAX_HEAD)
                .setStrictLineParsing(true));
    }

    /** When the first byte of a head that is still incomplete came, by {@link System#nanoTime}, or 0. */
    long headBegan() {
        return headBegan;
    }

    /** Whether what follows is kept as it is, because it need not be HTTP: the request before it asks for an upgrade. */
    boolean holding() {
        return holding;
    }

    /** Whether so much is kept that no more should be read. */
    boolean holdsMuch() {
        return holdsMuch;
    }

    /** What follows is HTTP after all, and is decoded soon: not at once, since this may be called from within here. */
    void resume(Channel channel) {
        holding = false;
        holdsMuch = false;
        channel.eventLoop().execute(() -> {
            ChannelHandlerContext own = channel.pipeline().context(this);
            if (own != null) {
                decodeHeld(own);
            }
        });
    }

    private void decodeHeld(ChannelHandlerContext own) {
        try {
            channelRead(own, Unpooled.EMPTY_BUFFER);
            channelReadComplete(own);
        } catch (Exception e) {
            own.fireExceptionCaught(e);
        }
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
        if (holding) {
            if (in.readableBytes() > MAX_HELD) {
                holdsMuch = true;
                ctx.fireUserEventTriggered(Event.HOLDS_MUCH);
            }
            return;
        }
        if (headBegan == 0 && !inBody && in.isReadable()) {
            headBegan = System.nanoTime();
        }
        int before = out.size();
        super.decode(ctx, in, out);
        for (int i = before; i < out.size(); i++) {
            Object message = out.get(i);
            if (message instanceof HttpRequest request) {
                holding = Upgrade.asked(request);
                headBegan = 0;
                inBody = true;
            }
            if (message instanceof LastHttpContent) {
                inBody = false;
            }
        }
    }

    /** Netty's own asks for more, whatever the channel is set to, when nothing came of what was read. */
    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) throws Exception {
        if (holdsMuch) {
            ctx.fireChannelReadComplete();
        } else {
            super.channelReadComplete(ctx);
        }
    }

    /** What a decoder tells who stands behind it. */
    enum Event {
        /** There is more than has to be kept before its turn. */
        HOLDS_MUCH
    }

    @Override
    protected String splitFirstWordInitialLine(byte[] line, int start, int length) {
        nextWord = start + length + 1;
        return super.splitFirstWordInitialLine(line, start, length);
    }

    @Override
    protected String splitSecondWordInitialLine(byte[] line, int start, int length) {
        afterOneSpace(line, start, length);
        return super.splitSecondWordInitialLine(line, start, length);
    }

    @Override
    protected String splitThirdWordInitialLine(byte[] line, int start, int length) {
        afterOneSpace(line, start, length);
        return super.splitThirdWordInitialLine(line, start, length);
    }

    /** Netty lets any white space pass for the one space of RFC 9112 section 3. */
    private void afterOneSpace(byte[] line, int start, int length) {
        if (start != nextWord || line[start - 1] != ' ') {
            throw new IllegalArgumentException("more than one space in the request line");
        }
        nextWord = start + length + 1;
    }

    /** Two lengths are how requests are smuggled; Netty would drop one of them (RFC 9112 section 6.3, item 3). */
    @Override
    protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
        throw new IllegalArgumentException("both Content-Length and Transfer-Encoding");
    }
}
