package io.gauntlet.backends.journal;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Ids that no other process, and no earlier life of this one, has given: process id, start time and a counter, in base
 * 36. Thread-safe.
 */
public final class UniqueIds {

    private final String prefix;
    private final AtomicLong last = new AtomicLong();

    /** Ids of this process; one source is enough for all its backends. */
    public UniqueIds(EpochClock clock) {
        this.prefix = Long.toString(ProcessHandle.current().pid(), 36) + "-" + Long.toString(clock.nanos(), 36) + "-";
    }

    public String next() {
        return prefix + Long.toString(last.incrementAndGet(), 36);
    }
}
