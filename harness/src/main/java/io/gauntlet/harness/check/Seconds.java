package io.gauntlet.harness.check;

import java.time.Duration;

/** Spans of time in the unit of experiments and of recordings. */
public final class Seconds {
    /**
     * What happens within this of an action is not held against the target: the action is not atomic, and two processes'
     * clocks and a request on its way lie between. Nanoseconds.
     */
    public static final long GUARD_NANOS = 100_000_000L;

    private static final double MARGIN = 1.5;

    private Seconds() {}

    /**
     * How long traffic must flow until half as many again as are needed are to be expected of it.
     *
     * @param share the part of the requests that counts, 0 to 1
     */
    public static double until(long needed, double rps, double share) {
        return MARGIN * needed / (rps * share);
    }

    /** A duration in seconds. */
    public static double of(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
