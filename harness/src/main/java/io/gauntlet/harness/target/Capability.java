package io.gauntlet.harness.target;

/** What the harness may do to or see of a target, beyond sending it traffic. */
public enum Capability {
    /** Equal weights for all backends. */
    EQUAL_WEIGHTS("backends of equal weight (leave out --weights)"),
    /** Known weights that differ. */
    WEIGHTS("backends of different weights, declared with --weights"),
    /** Health probes of the target's own at the backends. */
    ACTIVE_HEALTH("active health checks of /health/ready at the backends: none was seen to arrive"),
    /** Sessions stay on their backend by a cookie. */
    AFFINITY("cookie affinity, declared with --affinity-cookie"),
    /** A known bound on the wait for a backend's answer. */
    ANSWER_TIMEOUT("a response timeout, declared with --answer-within"),
    /** A known bound on the requests in flight at a backend. */
    MAX_IN_FLIGHT("a limit of requests in flight at a backend, declared with --max-in-flight"),
    /** Drain of a backend by the harness. */
    DRAIN("a control that drains a backend; the embedded balancer has one, a bare --url has none"),
    /** Restart of the target by the harness. */
    RESTART("a control that restarts the target; the embedded balancer has one, a bare --url has none");

    private final String provider;

    Capability(String provider) {
        this.provider = provider;
    }

    /** What would provide it, for whoever reads that a check was skipped. */
    public String provider() {
        return provider;
    }
}
