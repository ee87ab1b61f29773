package io.gauntlet.lb.balance;

import io.gauntlet.lb.pool.Backend;
import io.gauntlet.lb.pool.Snapshot;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The backend with the fewest requests in flight for its weight; ties go by smooth weighted turns, so that an idle pool
 * is not served by its first backend alone.
 *
 * <p>Looks at all backends, but stops at the first idle one after the one whose turn it is: O(n) at worst, O(1) in a
 * pool that is mostly idle.
 */
final class LeastConnections implements Algorithm {
    private final AtomicLong cursor = new AtomicLong();
    private volatile Turns turns = Turns.of(List.of());

    @Override
    public @Nullable Backend pick(Snapshot snapshot, @Nullable Backend excluded) {
        List<Backend> eligible = snapshot.eligible();
        int size = eligible.size();
        if (size == 0) {
            return null;
        }
        int start = start(turns(eligible), eligible, excluded);
        Backend best = null;
        int bestLoad = 0;
        for (int i = 0; i < size; i++) {
            int index = start + i < size ? start + i : start + i - size;
            Backend backend = eligible.get(index);
            if (backend == excluded) {
                continue;
            }
            int load = backend.inFlight();
            if (load == 0) {
                return backend;
            }
            // load / weight < bestLoad / bestWeight, without dividing
            if (best == null || (long) load * best.weight() < (long) bestLoad * backend.weight()) {
                best = backend;
                bestLoad = load;
            }
        }
        return best;
    }

    /** Where to begin: at the backend whose turn it is, but not at the excluded one, or its neighbour would gain. */
    private int start(Turns turns, List<Backend> eligible, @Nullable Backend excluded) {
        int start = turns.indexAt(cursor.getAndIncrement());
        for (int i = 1; i < turns.length() && eligible.get(start) == excluded; i++) {
            start = turns.indexAt(cursor.getAndIncrement());
        }
        return start;
    }

    private Turns turns(List<Backend> eligible) {
        Turns current = turns;
        if (!current.isOf(eligible)) {
            current = Turns.of(eligible);
            turns = current;
        }
        return current;
    }
}
