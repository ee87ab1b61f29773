package io.gauntlet.lb.http1;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import org.jspecify.annotations.Nullable;

/**
 * Writes messages, framed anew. A head waits for the first piece of its body, or for the next flush: small pieces go out
 * with it in one buffer, large ones as they are, uncopied. Confined to its event loop.
 */
// A write that fails ends in exceptionCaught or channelInactive of whoever comes behind.
@SuppressWarnings("FutureReturnValueIgnored")
public abstract class MessageWriter extends ChannelOutboundHandlerAdapter {
    /** Up to this size a copy costs less than one more buffer for the kernel to look at. */
    private static final int MAX_COPIED = 4 * 1024;

    /** Room for the frame of a chunk around what is copied. */
    private static final int FRAME = 32;

    private static final byte[] LAST_CHUNK = {'0', '\r', '\n'};

    private Body body = Body.NONE;
    private @Nullable ByteBuf begun;

    /** What a body looks like on the wire. */
    enum Body {
        /** There is none, whatever pieces come. */
        NONE,

        /** Its pieces, one behind the other. */
        PLAIN,

        CHUNKED
    }

    MessageWriter() {}

    /** Writes the first line. */
    abstract void startLine(HttpMessage head, HeadBuffer out);

    abstract Body body(HttpMessage head);

    @Override
    public final void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (message instanceof HttpMessage head) {
            writeHead(ctx, head);
            if (!(message instanceof HttpContent)) {
                promise.trySuccess();
                return;
            }
        }
        if (message instanceof HttpContent content) {
            writeContent(ctx, content, promise);
        } else {
            writeBegun(ctx, ctx.voidPromise());
            ctx.write(message, promise);
        }
    }

    private void writeHead(ChannelHandlerContext ctx, HttpMessage head) {
        body = body(head);
        HeadBuffer out = HeadBuffer.own();
        startLine(head, out);
        out.fields(head.headers()).endLine();
        ByteBuf buffer = room(ctx, out.length() + expected(head));
        out.moveTo(buffer);
    }

    /** As much room as the whole message takes, if that is not much. */
    private int expected(HttpMessage head) {
        return switch (body) {
            case NONE -> 0;
            case PLAIN -> {
                long length = HttpUtil.getContentLength(head, MAX_COPIED);
                yield length <= MAX_COPIED ? (int) length : 0;
            }
            case CHUNKED -> FRAME;
        };
    }

    /** What has begun, with room for so much more. */
    private ByteBuf room(ChannelHandlerContext ctx, int count) {
        ByteBuf buffer = begun;
        if (buffer != null && buffer.readableBytes() + count > 4 * MAX_COPIED) {
            writeBegun(ctx, ctx.voidPromise());
            buffer = null;
        }
        if (buffer == null) {
            buffer = ctx.alloc().ioBuffer(count);
            begun = buffer;
        }
        return buffer;
    }

    private void writeContent(ChannelHandlerContext ctx, HttpContent content, ChannelPromise promise) {
        ByteBuf data = content.content();
        boolean last = content instanceof LastHttpContent;
        int size = body == Body.NONE ? 0 : data.readableBytes();
        if (size > 0 && body == Body.CHUNKED) {
            chunkLine(room(ctx, FRAME + Math.min(size, MAX_COPIED)), size);
        }
        if (size > MAX_COPIED) {
            writeBegun(ctx, ctx.voidPromise());
            boolean only = body == Body.PLAIN;
            ctx.write(data, only ? promise : ctx.voidPromise());
            if (only) {
                return;
            }
        } else {
            if (size > 0) {
                room(ctx, size).writeBytes(data);
            }
            data.release();
        }
        if (body == Body.CHUNKED) {
            endChunk(ctx, size > 0, last ? (LastHttpContent) content : null);
        }
        if (last || !promise.isVoid()) {
            writeBegun(ctx, promise);
        }
    }

    private static void chunkLine(ByteBuf out, int size) {
        boolean leading = true;
        for (int shift = 28; shift >= 0; shift -= 4) {
            int digit = size >>> shift & 15;
            leading &= digit == 0;
            if (!leading) {
                out.writeByte(digit < 10 ? '0' + digit : 'a' + digit - 10);
            }
        }
        out.writeByte('\r').writeByte('\n');
    }

    private void endChunk(ChannelHandlerContext ctx, boolean data, @Nullable LastHttpContent last) {
        ByteBuf out = room(ctx, FRAME);
        if (data) {
            out.writeByte('\r').writeByte('\n');
        }
        if (last != null) {
            out.writeBytes(LAST_CHUNK);
            HeadBuffer trailers =
                    HeadBuffer.own().fields(last.trailingHeaders()).endLine();
            trailers.moveTo(out);
        }
    }

    private void writeBegun(ChannelHandlerContext ctx, ChannelPromise promise) {
        ByteBuf buffer = begun;
        begun = null;
        if (buffer != null) {
            ctx.write(buffer, promise);
        } else if (!promise.isVoid()) {
            promise.trySuccess();
        }
    }

    @Override
    public final void flush(ChannelHandlerContext ctx) {
        writeBegun(ctx, ctx.voidPromise());
        ctx.flush();
    }

    /** What has not been flushed is not sent, as with any channel. */
    @Override
    public final void close(ChannelHandlerContext ctx, ChannelPromise promise) {
        ByteBuf buffer = begun;
        begun = null;
        if (buffer != null) {
            buffer.release();
        }
        ctx.close(promise);
    }

    @Override
    public final void handlerRemoved(ChannelHandlerContext ctx) {
        writeBegun(ctx, ctx.voidPromise());
    }
}
