package io.gauntlet.harness.check;

import java.time.Duration;

/** Spans of time in the unit of experiments and of recordings. */
public final class Seconds {
    /**
     * What happens within this of an action is not held against the target: the action is not atomic, and two processes'
     * clocks and a request on its way lie between. Nanoseconds.
     */
    public static final long GUARD_NANOS = 100_000_000L;

    private Seconds() {}

    /** A duration in seconds. */
    public static double of(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
