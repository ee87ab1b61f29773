package io.gauntlet.faultproxy.toxic;

import io.netty.buffer.ByteBuf;

/**
 * Bytes on their way through a chain, and when they came in (nanoseconds, on the scale of {@link System#nanoTime()}).
 *
 * <p>Whoever has a chunk owns one reference of its buffer. Not thread-safe.
 */
public record Chunk(ByteBuf data, long receivedNanos) {

    public int bytes() {
        return data.readableBytes();
    }

    /** The same bytes with another time; takes over the reference. */
    public Chunk receivedAt(long nanos) {
        return new Chunk(data, nanos);
    }

    /** Cuts off the first bytes as a chunk of their own, with a reference of its own. */
    Chunk takeFirst(int bytes) {
        return new Chunk(data.readRetainedSlice(bytes), receivedNanos);
    }

    public void release() {
        data.release();
    }
}
