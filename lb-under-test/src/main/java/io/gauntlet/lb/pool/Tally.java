package io.gauntlet.lb.pool;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** How the requests to one backend ended, as passive detection sees it. Thread-safe, without a lock. */
public final class Tally {
    private final LongAdder good = new LongAdder();
    private final LongAdder bad = new LongAdder();
    private final AtomicInteger streak = new AtomicInteger();
    private final LongAdder ejections = new LongAdder();
    private final LongAdder spared = new LongAdder();

    /** One request more was answered well, which ends a streak of failures. */
    public void countGood() {
        good.increment();
        // Read first: as good as always there is no streak, and a write would cost every core its copy.
        if (streak.get() != 0) {
            streak.set(0);
        }
    }

    /** One request more failed; returns how many in a row by now. */
    public int countBad() {
        bad.increment();
        return streak.incrementAndGet();
    }

    /** What failed so far does not count for the next streak. */
    public void forgive() {
        streak.set(0);
    }

    /** The backend was taken out. */
    public void countEjection() {
        ejections.increment();
    }

    /** The backend should have been taken out, but too many were out already. */
    public void countSpared() {
        spared.increment();
    }

    /** Requests that were ever answered well. */
    public long good() {
        return good.sum();
    }

    /** Requests that ever failed. */
    public long bad() {
        return bad.sum();
    }

    /** Failures in a row by now. */
    public int streak() {
        return streak.get();
    }

    /** How often the backend was taken out. */
    public long ejections() {
        return ejections.sum();
    }

    /** How often the backend was spared. */
    public long spared() {
        return spared.sum();
    }
}
