package io.gauntlet.lb.config;

import java.time.Duration;
import java.util.Set;

/**
 * How the health of a pool's backends is found out.
 *
 * @param probe what is asked, and which answer is good
 * @param schedule when it is asked
 * @param thresholds how many answers change the state
 */
public record HealthConfig(Probe probe, Schedule schedule, Thresholds thresholds) {

    /** The question put to a backend. */
    public record Probe(ProbeType type, String path, Set<Integer> expectedStatus) {
        public Probe {
            expectedStatus = Set.copyOf(expectedStatus);
        }
    }

    /**
     * The rhythm of the probes.
     *
     * @param interval from the start of one probe to the start of the next
     * @param timeout for one probe, connecting included
     * @param jitter the share of the interval by which it is varied, 0 to 1
     */
    public record Schedule(Duration interval, Duration timeout, double jitter) {}

    /**
     * Counts of like probes in a row.
     *
     * @param healthy good ones that bring an unhealthy backend back
     * @param unhealthy bad ones that take a backend out
     */
    public record Thresholds(int healthy, int unhealthy) {}
}
