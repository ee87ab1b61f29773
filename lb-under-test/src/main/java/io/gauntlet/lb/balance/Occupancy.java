package io.gauntlet.lb.balance;

import io.gauntlet.lb.pool.Backend;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;

/**
 * All requests in flight at some backends, summed up without looking at all of them: what is told of a change goes to
 * the sum, and one backend after the other is looked at again, in case that a change was not told. Lock-free.
 */
final class Occupancy {
    private final List<Backend> backends;
    private final Indexes indexes;
    private final AtomicIntegerArray seen;
    private final AtomicLong sum = new AtomicLong();
    private final AtomicInteger cursor = new AtomicInteger();

    private Occupancy(List<Backend> backends) {
        this.backends = backends;
        this.indexes = Indexes.of(backends);
        this.seen = new AtomicIntegerArray(backends.size());
        catchUp();
    }

    static Occupancy of(List<Backend> backends) {
        return new Occupancy(backends);
    }

    /** Takes note of all that began and ended until now, in O(n). */
    void catchUp() {
        for (int i = 0; i < backends.size(); i++) {
            look(i);
        }
    }

    /** Takes note that requests have begun or ended at this backend; means nothing for a stranger. */
    void changed(Backend backend) {
        int index = indexes.of(backend);
        if (index != Indexes.NONE) {
            look(index);
        }
    }

    /** What is in flight at all of them, which must not be nobody; looks at one of them again. */
    long inFlight() {
        look(Math.floorMod(cursor.getAndIncrement(), backends.size()));
        return sum.get();
    }

    /** The sum is always that of all that was seen, whoever looks at once. */
    private void look(int index) {
        int now = backends.get(index).inFlight();
        if (now != seen.get(index)) {
            sum.addAndGet(now - seen.getAndSet(index, now));
        }
    }
}
