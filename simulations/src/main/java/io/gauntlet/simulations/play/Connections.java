package io.gauntlet.simulations.play;

import java.util.concurrent.atomic.AtomicLong;

/** The client's connections of one experiment: their ids and how many are open. Thread-safe. */
final class Connections {
    private final RunClock clock;
    private final String prefix;
    private final boolean secure;
    private final AtomicLong made = new AtomicLong();
    private final AtomicLong open = new AtomicLong();

    /** Ids begin with the prefix. */
    Connections(RunClock clock, String prefix, boolean secure) {
        this.clock = clock;
        this.prefix = prefix;
        this.secure = secure;
    }

    String nextId() {
        return prefix + made.incrementAndGet();
    }

    void opened() {
        open.incrementAndGet();
    }

    void closed() {
        open.decrementAndGet();
    }

    long openNow() {
        return open.get();
    }

    boolean secure() {
        return secure;
    }

    long now() {
        return clock.now();
    }
}
