package io.gauntlet.simulations.play;

import io.gatling.commons.util.Clock;
import java.time.Instant;

/**
 * Nanoseconds since the epoch that never go backwards: the epoch is read once, the monotonic clock does the rest.
 * Gatling is given the same clock, so that its milliseconds are the floor of ours. Thread-safe.
 */
final class RunClock implements Clock {
    private final long anchor;
    private final long anchorNano;

    RunClock() {
        Instant now = Instant.now();
        anchorNano = System.nanoTime();
        anchor = now.getEpochSecond() * 1_000_000_000L + now.getNano();
    }

    /** Nanoseconds since the epoch. */
    long now() {
        return anchor + (System.nanoTime() - anchorNano);
    }

    @Override
    public long nowMillis() {
        return Math.floorDiv(now(), 1_000_000L);
    }
}
