package io.gauntlet.lb.config;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * How the health of a pool's backends is found out.
 *
 * @param probe asks whether a backend is ready for requests
 * @param liveness asks whether it lives, be it ready or not; beside each probe, where there is one
 * @param schedule when they are asked
 * @param thresholds how many answers change the state
 * @param passive what is learned from the requests themselves
 */
public record HealthConfig(
        Probe probe, Optional<Probe> liveness, Schedule schedule, Thresholds thresholds, PassiveConfig passive) {

    /** Whether backends are asked at all. */
    public boolean probed() {
        return probe.type() != ProbeType.NONE;
    }

    /**
     * The question put to a backend.
     *
     * @param port where it is asked, if not at the backend's own
     * @param http what is asked by HTTP; of no use to other types
     * @param service what is asked for by gRPC; empty for the server as a whole
     */
    public record Probe(ProbeType type, OptionalInt port, HttpQuestion http, String service) {}

    /**
     * A GET, and which answer to it is good.
     *
     * @param host the Host field, if not the address
     * @param headers further fields
     */
    public record HttpQuestion(
            String path, Set<Integer> expectedStatus, Optional<String> host, Map<String, String> headers) {
        public HttpQuestion {
            expectedStatus = Set.copyOf(expectedStatus);
            headers = Map.copyOf(headers);
        }
    }

    /**
     * The rhythm of the probes.
     *
     * @param interval from the start of one probe to the start of the next
     * @param timeout for one probe, connecting included
     * @param jitter the share of the interval by which it is varied, 0 to 1
     * @param startupGrace for which the failures of a backend that starts do not count; may be none
     */
    public record Schedule(Duration interval, Duration timeout, double jitter, Duration startupGrace) {}

    /**
     * Counts of like probes in a row.
     *
     * @param healthy good ones that bring an unhealthy backend back
     * @param unhealthy bad ones that take a backend out
     */
    public record Thresholds(int healthy, int unhealthy) {}
}
