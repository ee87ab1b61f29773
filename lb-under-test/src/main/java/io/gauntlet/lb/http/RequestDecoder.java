package io.gauntlet.lb.http;

import io.netty.buffer.ByteBuf;
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

    private boolean inBody;
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

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
        if (headBegan == 0 && !inBody && in.isReadable()) {
            headBegan = System.nanoTime();
        }
        int before = out.size();
        super.decode(ctx, in, out);
        for (int i = before; i < out.size(); i++) {
            Object message = out.get(i);
            if (message instanceof HttpRequest) {
                headBegan = 0;
                inBody = true;
            }
            if (message instanceof LastHttpContent) {
                inBody = false;
            }
        }
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
