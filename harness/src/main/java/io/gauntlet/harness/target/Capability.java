package io.gauntlet.harness.target;

import io.gauntlet.harness.settings.Policy;
import java.util.EnumSet;
import java.util.Set;

/** What the harness may do to or see of a target, beyond sending it traffic. */
public enum Capability {
    /** The target's backends are Gauntlet's: seen by their journals, broken on purpose. */
    BACKENDS("Gauntlet's own backends behind the target: --backend-listen with --url, or backends.listen in --target"),
    /** Who answered stands in the answer. */
    IDENTITY(
            "a field of the answer that names the backend: --backend-header with --url, or backends.header in --target"),
    /** Equal weights for all backends. */
    EQUAL_WEIGHTS("backends of equal weight (leave out --weights)"),
    /** Known weights that differ. */
    WEIGHTS("backends of different weights, declared with --weights"),
    /** Backends take turns. */
    ROUND_ROBIN("round robin, declared with --algorithm round-robin"),
    /** Whoever has the fewest requests in flight is picked, if an experiment wants it so. */
    LEAST_CONNECTIONS("a balancer that Gauntlet can set to least connections: --lb"),
    /** Clients go by a hash of their address, if an experiment wants it so. */
    CLIENT_HASH("a balancer that Gauntlet can set to a stable hash of the client's address: --lb"),
    /** Failed requests take a backend out, if an experiment wants it so. */
    PASSIVE_HEALTH("a balancer that Gauntlet can set to eject backends whose requests fail: --lb embedded"),
    /** A backend that returns comes back to its share by and by, if an experiment wants it so. */
    SLOW_START("a balancer that Gauntlet can set to start backends slowly: --lb embedded"),
    /** Sessions end after a time that an experiment says. */
    SESSION_TTL("a balancer whose sessions Gauntlet can let end early: --lb embedded"),
    /** A known interval between the probes of a backend. */
    PROBE_INTERVAL("the interval of its health checks, declared with --probe-every"),
    /** Health probes of the target's own at the backends. */
    ACTIVE_HEALTH("active health checks of /health/ready at the backends: none was seen to arrive"),
    /** Sessions stay on their backend by a cookie. */
    AFFINITY("cookie affinity, declared with --affinity-cookie"),
    /** WebSockets are passed on to backends. */
    WEBSOCKETS("WebSockets that the balancer passes on to its backends, declared with --websockets"),
    /** A known bound on the wait for a backend's answer. */
    ANSWER_TIMEOUT("a response timeout, declared with --answer-within"),
    /** A known bound on the requests in flight at a backend. */
    MAX_IN_FLIGHT("a limit of requests in flight at a backend, declared with --max-in-flight"),
    /** Drain of a backend by the harness, and its undoing. */
    DRAIN("a control that drains a backend and one that takes it back: hooks drain and undrain in --target"),
    /** Backends are added and removed by the harness. */
    SCALE("controls that add a backend and remove one: hooks add and remove in --target"),
    /** Weights are changed by the harness while traffic flows. */
    REWEIGHT("a control that changes a backend's weight: hook weigh in --target"),
    /** The target reads its configuration again when the harness says so. */
    RELOAD("a control that reloads the target's configuration: hook reload in --target"),
    /** Restart of the target by the harness. */
    RESTART("a control that restarts the target: hook restart in --target"),
    /** The target's own metrics. */
    METRICS("the target's own metrics: hook metrics in --target");

    private final String provider;

    Capability(String provider) {
        this.provider = provider;
    }

    /** What would provide it, for whoever reads that a check was skipped. */
    public String provider() {
        return provider;
    }

    /** Those that follow from what a target is declared to do. */
    public static Set<Capability> declaredBy(Policy policy) {
        var declared = EnumSet.of(policy.equalWeights() ? EQUAL_WEIGHTS : WEIGHTS);
        if (policy.algorithm().exact()) {
            declared.add(ROUND_ROBIN);
        }
        if (!policy.answerWithin().isZero()) {
            declared.add(ANSWER_TIMEOUT);
        }
        if (!policy.bounds().probeEvery().isZero()) {
            declared.add(PROBE_INTERVAL);
        }
        if (policy.maxInFlight() > 0) {
            declared.add(MAX_IN_FLIGHT);
        }
        return declared;
    }
}
