package io.gauntlet.lb.discovery;

import java.time.Duration;

/**
 * A token bucket: lets a few through at once, then one each period, so that a registry that has news without end is asked at
 * a rate that it can bear. Not thread-safe.
 *
 * <p>Kept as one number, the time at which the bucket is full again (the generic cell rate algorithm, ITU-T I.371).
 */
final class Pace {
    private final long periodNanos;
    private final long burstNanos;
    private boolean begun;
    private long full;

    Pace(int burst, Duration period) {
        this.periodNanos = period.toNanos();
        this.burstNanos = periodNanos * burst;
    }

    /** Takes a token; tells how long to wait until it is there. */
    Duration take(long now) {
        // Times of System.nanoTime() may be compared by their difference alone.
        full = (begun && full - now > 0 ? full : now) + periodNanos;
        begun = true;
        return Duration.ofNanos(Math.max(0, full - burstNanos - now));
    }
}
