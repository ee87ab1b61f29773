package io.gauntlet.lb.balance;

import io.gauntlet.lb.pool.Backend;
import io.gauntlet.lb.pool.Snapshot;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Each backend in turn, whatever its weight. O(1).
 *
 * <p>All event loops share one cursor: with one each, every loop would begin at the same backend, and the counts of n
 * backends could differ by the number of loops instead of by one.
 */
final class RoundRobin implements Algorithm {
    private final long seed;
    private final AtomicLong cursor;

    /**
     * @param seed of the first turn
     */
    RoundRobin(long seed) {
        this.seed = seed;
        this.cursor = new AtomicLong(Draw.start(seed));
    }

    @Override
    public OptionalLong seed() {
        return OptionalLong.of(seed);
    }

    @Override
    public @Nullable Backend pick(Snapshot snapshot, @Nullable Backend excluded, long key) {
        List<Backend> eligible = snapshot.eligible();
        int size = eligible.size();
        // A retry takes turns of its own, so that the neighbour of a failed backend does not get all of its requests.
        for (int turn = 0; turn < size; turn++) {
            Backend backend = eligible.get(Math.floorMod(cursor.getAndIncrement(), size));
            if (backend != excluded) {
                return backend;
            }
        }
        return Turns.firstOther(eligible, excluded);
    }
}
