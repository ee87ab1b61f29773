package io.gauntlet.lb.http1;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.LastHttpContent;
import org.jspecify.annotations.Nullable;

/**
 * Makes messages of a connection's bytes: of each a head, pieces of its body as they come, uncopied, and a last piece. What is
 * malformed comes as a message or last piece whose decoder result is a failure, with nothing behind it. Confined to its
 * event loop.
 */
public abstract class MessageReader extends ChannelInboundHandlerAdapter {
    /** A buffer may be so much larger than what is left in it before it is worth a copy to let go of it. */
    private static final int MAX_WASTE = 1024;

    private State state = State.HEAD;
    private @Nullable ByteBuf held;
    private long left;

    private enum State {
        HEAD,
        FIXED,
        CHUNK_LINE,
        CHUNK,
        CHUNK_END,
        TRAILERS,
        UNTIL_CLOSE,
        DEAD
    }

    MessageReader() {}

    /** Takes the next head, or is null if it has not come whole. */
    abstract @Nullable HttpMessage readHead(ByteBuf in) throws Malformed;

    /** Where the body ends, as {@link Framing} says it. */
    abstract long framing(HttpMessage head) throws Malformed;

    /** Stands for a head that can't be read. */
    abstract HttpMessage unreadable();

    /** Whether what follows is not to be read as HTTP, for now. */
    abstract boolean holding(ChannelHandlerContext ctx, ByteBuf in);

    /** Something has come. */
    abstract void came();

    /** A head has begun to come, and has not come whole. */
    abstract void headUnfinished();

    /**
     * A message is about to end.
     *
     * @param more whether something has come behind it already
     */
    abstract void ending(boolean more);

    @Override
    public final void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof ByteBuf in) {
            came();
            read(ctx, joined(ctx, in));
        } else {
            ctx.fireChannelRead(message);
        }
    }

    /** Whether something has come that has not been read. */
    public final boolean holdsSome() {
        return held != null;
    }

    /** Reads what was held. */
    final void readOn(ChannelHandlerContext ctx) {
        ByteBuf before = held;
        if (before != null) {
            held = null;
            read(ctx, before);
        }
    }

    private ByteBuf joined(ChannelHandlerContext ctx, ByteBuf in) {
        ByteBuf before = held;
        if (before == null) {
            return in;
        }
        held = null;
        ByteBuf both = before;
        if (before.writableBytes() < in.readableBytes()) {
            // With room for as much again, so that who sends byte by byte does not cause a copy with each.
            both = ctx.alloc().buffer(2 * (before.readableBytes() + in.readableBytes()));
            both.writeBytes(before);
            before.release();
        }
        both.writeBytes(in);
        in.release();
        return both;
    }

    private void read(ChannelHandlerContext ctx, ByteBuf in) {
        while (in.isReadable() && !ctx.isRemoved() && !holding(ctx, in)) {
            if (isBody(in.readableBytes())) {
                fireBody(ctx, in);
                return;
            }
            if (!step(ctx, in)) {
                break;
            }
        }
        keep(ctx, in);
    }

    private void keep(ChannelHandlerContext ctx, ByteBuf in) {
        if (!in.isReadable()) {
            in.release();
        } else if (ctx.isRemoved()) {
            // Handed over to another protocol in the middle of what came.
            ctx.fireChannelRead(in);
        } else {
            if (state == State.HEAD) {
                headUnfinished();
            }
            held = fitting(ctx, in);
        }
    }

    private static ByteBuf fitting(ChannelHandlerContext ctx, ByteBuf in) {
        if (in.capacity() - in.readableBytes() <= in.readableBytes() + MAX_WASTE) {
            return in;
        }
        ByteBuf copy = ctx.alloc().buffer(in.readableBytes() * 2).writeBytes(in);
        in.release();
        return copy;
    }

    /** Whether all that is there is of a body. */
    private boolean isBody(int readable) {
        return switch (state) {
            case FIXED, CHUNK -> readable <= left;
            case UNTIL_CLOSE -> true;
            default -> false;
        };
    }

    private void fireBody(ChannelHandlerContext ctx, ByteBuf in) {
        if (state == State.UNTIL_CLOSE) {
            ctx.fireChannelRead(new DefaultHttpContent(in));
        } else {
            left -= in.readableBytes();
            firePiece(ctx, in, false);
        }
    }

    private void firePiece(ChannelHandlerContext ctx, ByteBuf piece, boolean more) {
        if (left == 0 && state == State.FIXED) {
            state = State.HEAD;
            ending(more);
            ctx.fireChannelRead(new DefaultLastHttpContent(piece, EmptyHttpHeaders.INSTANCE));
            return;
        }
        if (left == 0) {
            state = State.CHUNK_END;
        }
        ctx.fireChannelRead(new DefaultHttpContent(piece));
    }

    /** Reads one thing; whether it had come whole. */
    private boolean step(ChannelHandlerContext ctx, ByteBuf in) {
        try {
            return switch (state) {
                case HEAD -> head(ctx, in);
                case FIXED, CHUNK -> part(ctx, in);
                case CHUNK_LINE -> chunkLine(in);
                case CHUNK_END -> chunkEnd(in);
                case TRAILERS -> trailers(ctx, in);
                case UNTIL_CLOSE, DEAD -> {
                    in.skipBytes(in.readableBytes());
                    yield true;
                }
            };
        } catch (Malformed e) {
            fail(ctx, e);
            return true;
        }
    }

    private void fail(ChannelHandlerContext ctx, Malformed cause) {
        boolean inHead = state == State.HEAD;
        state = State.DEAD;
        if (inHead) {
            HttpMessage message = unreadable();
            message.setDecoderResult(DecoderResult.failure(cause));
            ctx.fireChannelRead(message);
        } else {
            var last = new DefaultLastHttpContent();
            last.setDecoderResult(DecoderResult.failure(cause));
            ctx.fireChannelRead(last);
        }
    }

    private boolean head(ChannelHandlerContext ctx, ByteBuf in) throws Malformed {
        HttpMessage head = readHead(in);
        if (head == null) {
            return false;
        }
        long framing = framing(head);
        if (framing == 0) {
            ctx.fireChannelRead(head);
            ending(in.isReadable());
            ctx.fireChannelRead(LastHttpContent.EMPTY_LAST_CONTENT);
            return true;
        }
        if (framing > 0) {
            left = framing;
            state = State.FIXED;
        } else {
            state = framing == Framing.CHUNKED ? State.CHUNK_LINE : State.UNTIL_CLOSE;
        }
        ctx.fireChannelRead(head);
        return true;
    }

    /** The end of what is left of a body or chunk, with something else behind it. */
    private boolean part(ChannelHandlerContext ctx, ByteBuf in) {
        ByteBuf piece = in.readRetainedSlice((int) left);
        left = 0;
        firePiece(ctx, piece, in.isReadable());
        return true;
    }

    private boolean chunkLine(ByteBuf in) throws Malformed {
        long size = ChunkLine.read(in);
        if (size == ChunkLine.UNFINISHED) {
            return false;
        }
        left = size;
        state = size == 0 ? State.TRAILERS : State.CHUNK;
        return true;
    }

    private boolean chunkEnd(ByteBuf in) throws Malformed {
        int at = in.readerIndex();
        boolean whole = in.readableBytes() >= 2;
        if (in.getByte(at) != '\r' || (whole && in.getByte(at + 1) != '\n')) {
            throw new Malformed("a chunk is longer than it says");
        }
        if (whole) {
            in.skipBytes(2);
            state = State.CHUNK_LINE;
        }
        return whole;
    }

    private boolean trailers(ChannelHandlerContext ctx, ByteBuf in) throws Malformed {
        LastHttpContent last = HeadParser.own().trailers(in);
        if (last == null) {
            return false;
        }
        state = State.HEAD;
        ending(in.isReadable());
        ctx.fireChannelRead(last);
        return true;
    }

    /** The end of the connection is the end of a body that has no other, and of nothing else. */
    @Override
    public final void channelInactive(ChannelHandlerContext ctx) {
        boolean ends = state == State.UNTIL_CLOSE;
        state = State.DEAD;
        if (ends) {
            ctx.fireChannelRead(LastHttpContent.EMPTY_LAST_CONTENT);
            ctx.fireChannelReadComplete();
        }
        ctx.fireChannelInactive();
    }

    @Override
    public final void handlerRemoved(ChannelHandlerContext ctx) {
        ByteBuf before = held;
        if (before == null) {
            return;
        }
        held = null;
        if (ctx.channel().isActive()) {
            ctx.fireChannelRead(before);
            ctx.fireChannelReadComplete();
        } else {
            before.release();
        }
    }
}
