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
        int start = turns(eligible).indexAt(cursor.getAndIncrement());
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

    private Turns turns(List<Backend> eligible) {
        Turns current = turns;
        if (!current.isOf(eligible)) {
            current = Turns.of(eligible);
            turns = current;
        }
        return current;
    }
}
