package io.gauntlet.lb.balance;

import io.gauntlet.lb.pool.Backend;
import io.gauntlet.lb.pool.Snapshot;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Each backend as often as its weight, spread evenly over the cycle. O(1) per pick; O(t log n) for a cycle of t turns
 * when the snapshot changes.
 */
final class SmoothWeighted implements Algorithm {
    private final AtomicLong cursor = new AtomicLong();

    /** The cycle of the snapshot seen last; any thread may lay it out, and all lay out the same. */
    private volatile Turns turns = Turns.of(List.of());

    @Override
    public @Nullable Backend pick(Snapshot snapshot, @Nullable Backend excluded) {
        if (snapshot.eligible().isEmpty()) {
            return null;
        }
        Turns current = turns(snapshot);
        // A heavy backend may hold many turns in a row of those left, so a retry looks at a whole cycle.
        int tries = excluded == null ? 1 : current.length();
        for (int i = 0; i < tries; i++) {
            Backend backend = current.at(cursor.getAndIncrement());
            if (backend != excluded) {
                return backend;
            }
        }
        return Turns.firstOther(snapshot.eligible(), excluded);
    }

    private Turns turns(Snapshot snapshot) {
        Turns current = turns;
        if (!current.isOf(snapshot.eligible())) {
            current = Turns.of(snapshot.eligible());
            turns = current;
        }
        return current;
    }
}
