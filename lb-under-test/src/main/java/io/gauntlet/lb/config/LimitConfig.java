package io.gauntlet.lb.config;

import java.time.Duration;

/**
 * How much a pool takes on before it sheds.
 *
 * @param maxInFlight requests at one backend, or {@link #UNLIMITED}
 * @param maxPending those of them that have no connection yet, or {@link #UNLIMITED}
 * @param queue how many requests may wait for a place at a backend
 * @param queueTimeout how long each of them may wait
 */
public record LimitConfig(int maxInFlight, int maxPending, int queue, Duration queueTimeout) {
    /** No maximum. */
    public static final int UNLIMITED = Integer.MAX_VALUE;
}
