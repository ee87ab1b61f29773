package io.gauntlet.lb.balance;

import io.gauntlet.lb.pool.Backend;
import io.gauntlet.lb.pool.Snapshot;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Each backend as often as its weight, spread evenly over the cycle. O(1) per pick; O(t log n) for a cycle of t turns
 * when the snapshot changes.
 */
final class SmoothWeighted implements Algorithm {
    private final long seed;
    private final AtomicLong cursor;
    private final Prepared<Turns> turns = Prepared.anew(Turns::of);

    /**
     * @param seed of the first turn
     */
    SmoothWeighted(long seed) {
        this.seed = seed;
        this.cursor = new AtomicLong(Draw.start(seed));
    }

    @Override
    public OptionalLong seed() {
        return OptionalLong.of(seed);
    }

    @Override
    public void prepare(List<Backend> current, List<Backend> next) {
        turns.ahead(current, next);
    }

    @Override
    public @Nullable Backend pick(Snapshot snapshot, @Nullable Backend excluded, long key) {
        if (snapshot.eligible().isEmpty()) {
            return null;
        }
        Turns current = turns.of(snapshot.eligible());
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
}
