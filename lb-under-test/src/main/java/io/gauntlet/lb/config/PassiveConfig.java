package io.gauntlet.lb.config;

import java.time.Duration;
import java.util.Optional;

/**
 * How backends are judged by what becomes of the requests to them (outlier detection).
 *
 * @param consecutiveFailures so many failures in a row take a backend out; 0 for never
 * @param successRate takes one out that fails too often, though not in a row
 * @param ejection how long it is out the first time; doubled each time that it is out again soon
 * @param maxEjection the longest that it is out
 * @param maxEjected the share of a pool that may be out, 0 to 1
 */
public record PassiveConfig(
        int consecutiveFailures,
        Optional<SuccessRate> successRate,
        Duration ejection,
        Duration maxEjection,
        double maxEjected) {

    /** What holds where nothing is said: Envoy's consecutive_5xx, base_ejection_time and max_ejection_time. */
    public static final PassiveConfig STANDARD =
            new PassiveConfig(5, Optional.empty(), Duration.ofSeconds(30), Duration.ofMinutes(5), 0.5);

    /** Nobody is judged by requests. */
    public static final PassiveConfig OFF =
            new PassiveConfig(0, Optional.empty(), STANDARD.ejection(), STANDARD.maxEjection(), STANDARD.maxEjected());

    /** Whether anybody may ever be taken out. */
    public boolean on() {
        return consecutiveFailures > 0 || successRate.isPresent();
    }

    /**
     * The share of requests that must be answered well.
     *
     * @param below a smaller share takes a backend out, 0 to 1
     * @param ofAtLeast with fewer requests than this the share says nothing
     * @param window the time over which it is taken
     */
    public record SuccessRate(double below, int ofAtLeast, Duration window) {}
}
