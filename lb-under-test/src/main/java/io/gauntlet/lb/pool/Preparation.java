package io.gauntlet.lb.pool;

import java.util.function.LongSupplier;

/**
 * Lays out what picks from a list of backends need before anybody can pick from it. Guarded by the pool's lock.
 *
 * <p>Whoever publishes a snapshot does that, and not an event loop with a request in its hands. But when thousands of
 * backends change one after the other, nobody would come to anything else: so the rest after each time is four times as
 * long as it took, and of the snapshots in between the first pick lays out what it needs.
 */
final class Preparation {
    private static final int REST = 4;

    private final LongSupplier clock;
    private Layout layout = (current, next) -> {};
    private long restsUntil;

    /**
     * @param clock monotonic, in nanoseconds
     */
    Preparation(LongSupplier clock) {
        this.clock = clock;
        this.restsUntil = clock.getAsLong();
    }

    /** Goes by this one from now on, which lays out at once what the present snapshot needs. */
    void by(Layout other, Snapshot present) {
        layout = other;
        layout.prepare(present.eligible(), present.eligible());
    }

    /** Comes before the snapshot is published. */
    void prepare(Snapshot next, Snapshot before) {
        long begin = clock.getAsLong();
        if (begin - restsUntil < 0) {
            return;
        }
        layout.prepare(before.eligible(), next.eligible());
        next.layOutIndex();
        long end = clock.getAsLong();
        restsUntil = end + REST * (end - begin);
    }
}
