package io.gauntlet.lb.http2;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import org.jspecify.annotations.Nullable;

/**
 * One stream's frames as HTTP messages, head, content and last content, and the other way round (RFC 9113 section 8.1).
 * Confined to its event loop.
 *
 * <p>Netty's own takes request targets through {@link java.net.URI}, which refuses what browsers send, and knows no interim
 * answer but 100. A head that is written waits for what follows it, so that a message without content is one frame.
 */
// A write that fails ends in exceptionCaught or channelInactive of whoever comes behind.
@SuppressWarnings("FutureReturnValueIgnored")
abstract class StreamCodec extends ChannelDuplexHandler {
    private boolean headRead;
    private @Nullable Http2Headers head;

    /** The head of the message that begins with these fields. */
    abstract HttpMessage read(Http2Headers fields) throws Http2Exception;

    /** Whether a message that ends with its head must say that nothing else comes, to whom HTTP/1.1 is spoken. */
    abstract boolean needsLength(HttpMessage head);

    /** The fields that a message begins with. */
    abstract Http2Headers write(HttpMessage head);

    /** Whether the head is of a message of its own, before the one that is meant (RFC 9110 section 15.2). */
    private static boolean interim(HttpMessage head) {
        return head instanceof HttpResponse response && response.status().code() < 200;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object frame) throws Exception {
        if (frame instanceof Http2HeadersFrame fields) {
            if (headRead) {
                trailers(ctx, fields);
            } else {
                head(ctx, fields);
            }
        } else if (frame instanceof Http2DataFrame data) {
            ctx.fireChannelRead(
                    data.isEndStream()
                            ? new DefaultLastHttpContent(data.content())
                            : new DefaultHttpContent(data.content()));
        } else {
            ctx.fireChannelRead(frame);
        }
    }

    private void head(ChannelHandlerContext ctx, Http2HeadersFrame frame) throws Http2Exception {
        HttpMessage message = read(frame.headers());
        if (interim(message)) {
            ctx.fireChannelRead(message);
            ctx.fireChannelRead(LastHttpContent.EMPTY_LAST_CONTENT);
            return;
        }
        headRead = true;
        boolean framed = message.headers().contains(HttpHeaderNames.CONTENT_LENGTH);
        if (!frame.isEndStream()) {
            if (!framed) {
                message.headers().set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
            }
            ctx.fireChannelRead(message);
            return;
        }
        if (!framed && needsLength(message)) {
            message.headers().set(HttpHeaderNames.CONTENT_LENGTH, HttpHeaderValues.ZERO);
        }
        ctx.fireChannelRead(message);
        ctx.fireChannelRead(LastHttpContent.EMPTY_LAST_CONTENT);
    }

    private static void trailers(ChannelHandlerContext ctx, Http2HeadersFrame frame) throws Http2Exception {
        var last = new DefaultLastHttpContent();
        StreamFields.copyTrailers(frame.headers(), last.trailingHeaders());
        ctx.fireChannelRead(last);
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) throws Exception {
        if (message instanceof HttpMessage start) {
            writeHead(ctx, start);
            if (!(message instanceof HttpContent)) {
                promise.trySuccess();
                return;
            }
        }
        if (message instanceof HttpContent content) {
            writeContent(ctx, content, promise);
        } else {
            flushHead(ctx);
            ctx.write(message, promise);
        }
    }

    private void writeHead(ChannelHandlerContext ctx, HttpMessage start) {
        flushHead(ctx);
        if (interim(start)) {
            ctx.write(new DefaultHttp2HeadersFrame(write(start), false), ctx.voidPromise());
        } else {
            head = write(start);
        }
    }

    private void writeContent(ChannelHandlerContext ctx, HttpContent content, ChannelPromise promise) {
        boolean readable = content.content().isReadable();
        if (!(content instanceof LastHttpContent last)) {
            flushHead(ctx);
            ctx.write(new DefaultHttp2DataFrame(content.content(), false), promise);
            return;
        }
        HttpHeaders trailers = last.trailingHeaders();
        if (!readable) {
            content.release();
        }
        if (head != null && !readable && trailers.isEmpty()) {
            Http2Headers whole = head;
            head = null;
            ctx.write(new DefaultHttp2HeadersFrame(whole, true), promise);
            return;
        }
        flushHead(ctx);
        if (readable && trailers.isEmpty()) {
            ctx.write(new DefaultHttp2DataFrame(content.content(), true), promise);
        } else if (trailers.isEmpty()) {
            ctx.write(new DefaultHttp2DataFrame(true), promise);
        } else {
            if (readable) {
                ctx.write(new DefaultHttp2DataFrame(content.content(), false), ctx.voidPromise());
            }
            ctx.write(new DefaultHttp2HeadersFrame(StreamFields.of(trailers), true), promise);
        }
    }

    private void flushHead(ChannelHandlerContext ctx) {
        if (head != null) {
            Http2Headers waiting = head;
            head = null;
            ctx.write(new DefaultHttp2HeadersFrame(waiting, false), ctx.voidPromise());
        }
    }

    @Override
    public void flush(ChannelHandlerContext ctx) {
        flushHead(ctx);
        ctx.flush();
    }
}
