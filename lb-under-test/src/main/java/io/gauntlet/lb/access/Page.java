package io.gauntlet.lb.access;

import java.io.IOException;
import java.io.OutputStream;

/**
 * The lines of one thread, which it writes as long as what they say is in the processor's cache, until the log takes them.
 * Thread-safe: whoever takes them exchanges two buffers under the lock, and no more.
 */
final class Page {
    private final int limit;
    private Half filling = new Half();
    private Half spare = new Half();

    /** Lines, and who writes them. */
    private static final class Half {
        private final LineBuffer lines = new LineBuffer();
        private final AccessLine form = new AccessLine(lines);
        private int count;
    }

    /**
     * @param limit how many bytes may wait
     */
    Page(int limit) {
        this.limit = limit;
    }

    /** Adds a line; false where too many wait already. */
    synchronized boolean add(AccessEntry entry) {
        Half half = filling;
        if (half.lines.length() >= limit) {
            return false;
        }
        half.form.write(entry);
        half.count++;
        return true;
    }

    /** How many lines are there to be handed on by {@link #drain}, if any; to be called by one thread alone, as those. */
    synchronized int turn() {
        Half full = filling;
        if (full.count > 0) {
            filling = spare;
            spare = full;
        }
        return full.count;
    }

    /** Hands on the lines that were turned over; {@link #drop} must follow. */
    void drain(OutputStream out) throws IOException {
        spare.lines.drain(out);
    }

    /** Forgets the lines that were turned over. */
    void drop() {
        spare.count = 0;
        spare.lines.clear();
    }
}
