package io.gauntlet.simulations.play;

import io.gauntlet.simulations.plan.Target;
import java.util.concurrent.atomic.AtomicLong;

/** The client's connections of one experiment: their ids and how many are open. Thread-safe. */
final class Connections {
    private final RunClock clock;
    private final String prefix;
    private final Target target;
    private final AtomicLong made = new AtomicLong();
    private final AtomicLong open = new AtomicLong();
    private final AtomicLong sockets = new AtomicLong();
    private final long mostSockets;

    /** Ids begin with the prefix. */
    Connections(RunClock clock, String prefix, Target target) {
        this.clock = clock;
        this.prefix = prefix;
        this.target = target;
        this.mostSockets = Descriptors.free();
    }

    /** Takes the place of one more socket; false when all that may be open are. */
    boolean takeSocket() {
        if (sockets.incrementAndGet() <= mostSockets) {
            return true;
        }
        sockets.decrementAndGet();
        return false;
    }

    /** Gives the place back. */
    void giveSocket() {
        sockets.decrementAndGet();
    }

    /** How many sockets may be open at once. */
    long mostSockets() {
        return mostSockets;
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
        return target.secure();
    }

    /** The header of an answer that names the backend. */
    String backendHeader() {
        return target.answers().backendHeader();
    }

    long now() {
        return clock.now();
    }
}
