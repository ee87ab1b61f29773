package io.gauntlet.faultproxy.toxic;

import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Data that a stage holds back and lets go in pieces, in order. Not thread-safe. */
final class Backlog {
    private static final int MAX_BYTES = 64 << 10;

    private final ArrayDeque<Chunk> chunks = new ArrayDeque<>();
    private int bytes;

    void add(Chunk chunk) {
        chunks.add(chunk);
        bytes += chunk.bytes();
    }

    /** What is to go next, or null. */
    @Nullable Chunk first() {
        return chunks.peek();
    }

    /** Takes so many bytes of the first chunk, at most all of them. */
    Chunk take(int size) {
        var first = chunks.element();
        bytes -= size;
        return size == first.bytes() ? chunks.remove() : first.takeFirst(size);
    }

    /** Holds as much as a stage may. */
    boolean full() {
        return bytes >= MAX_BYTES;
    }

    /** Takes everything that is left. */
    List<Chunk> drain() {
        var rest = List.copyOf(chunks);
        chunks.clear();
        bytes = 0;
        return rest;
    }
}
