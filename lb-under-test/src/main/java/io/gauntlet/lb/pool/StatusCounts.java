package io.gauntlet.lb.pool;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;

/** Counts answers by status. Thread-safe; allocates for a status only when it is seen first. */
public final class StatusCounts {
    private static final int STATUSES = 600;

    private final AtomicReferenceArray<LongAdder> counts = new AtomicReferenceArray<>(STATUSES);

    /** Counts one answer; a status outside of HTTP's classes counts as 0. */
    public void add(int status) {
        int index = status < 0 || status >= STATUSES ? 0 : status;
        LongAdder count = counts.get(index);
        if (count == null) {
            count = new LongAdder();
            if (!counts.compareAndSet(index, null, count)) {
                count = counts.get(index);
            }
        }
        count.increment();
    }

    /** The counts of the statuses seen so far, in order. */
    public Map<Integer, Long> byStatus() {
        Map<Integer, Long> result = new TreeMap<>();
        for (int status = 0; status < STATUSES; status++) {
            LongAdder count = counts.get(status);
            if (count != null) {
                result.put(status, count.sum());
            }
        }
        return result;
    }
}
