package io.gauntlet.lb.discovery;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Waits that double from half a second to half a minute, each varied, so that many balancers do not come back in step to a
 * registry that has just recovered. Not thread-safe.
 */
final class Backoff {
    private static final long FIRST_MILLIS = 500;
    private static final long MAX_MILLIS = 30_000;
    /** 500 ms * 2^6 = 32 s is past the maximum. */
    private static final int MAX_DOUBLINGS = 6;

    private final RandomGenerator random;

    Backoff(RandomGenerator random) {
        this.random = random;
    }

    /** Between half of the wait and the whole of it. */
    Duration after(int failures) {
        long doubled = FIRST_MILLIS << Math.min(MAX_DOUBLINGS, Math.max(0, failures - 1));
        long whole = Math.min(MAX_MILLIS, doubled);
        return Duration.ofMillis(whole / 2 + random.nextLong(whole / 2 + 1));
    }
}
