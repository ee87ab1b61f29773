package io.gauntlet.harness.recording;

import java.time.Instant;

/**
 * The run's time: nanoseconds since its zero, monotonic within this process.
 *
 * @param zeroEpochNanos the zero, in nanoseconds since 1970
 * @param anchorNanoTime {@link System#nanoTime()} at the zero
 */
public record RunClock(long zeroEpochNanos, long anchorNanoTime) {

    /** A clock whose zero is now. */
    public static RunClock startingNow() {
        var now = Instant.now();
        return new RunClock(now.getEpochSecond() * 1_000_000_000L + now.getNano(), System.nanoTime());
    }

    /** Nanoseconds since the run's zero. */
    public long now() {
        return System.nanoTime() - anchorNanoTime;
    }

    /** Nanoseconds since the run's zero of a time that another process gave as nanoseconds since 1970. */
    public long of(long epochNanos) {
        return epochNanos - zeroEpochNanos;
    }

    /** The zero in UTC. */
    public Instant zero() {
        return Instant.ofEpochSecond(zeroEpochNanos / 1_000_000_000L, zeroEpochNanos % 1_000_000_000L);
    }
}
