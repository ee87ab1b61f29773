package io.gauntlet.lb.pool;

/**
 * The state machine of one backend: all transitions are here and nowhere else.
 *
 * <pre>
 *   STARTING --good--> HEALTHY <--good x healthy-- UNHEALTHY
 *       |                 |                            ^
 *       |                 +--------bad x unhealthy-----+
 *       +------------------------bad x unhealthy-------+
 *
 *   HEALTHY --ejection--> UNHEALTHY --end of the ejection--> what the probes say by then
 *
 *   any of these --drain--> DRAINING --undrain--> what the probes say by then
 *                              |
 *                              +--removal, and idle or at the end of the grace--> REMOVED (final)
 * </pre>
 *
 * <p>An ejection, which comes from failed requests, stands beside what the probes say: both must be well. Where the probes
 * have seen the same failure and its end, that ends the ejection, too.
 *
 * <p>A reload goes on with the state, the streak, the ejection and the drain, under the policy of the new configuration.
 * Probes go on while a backend drains, so that an undrained one is used again only if it is well. Not thread-safe: the pool
 * guards it.
 */
final class Lifecycle {
    private HealthPolicy policy;
    private BackendState health;
    private boolean lastGood;
    private int streak;
    private boolean draining;
    private boolean keeping;
    private boolean removing;
    private boolean removed;
    private boolean superseded;
    private boolean ejected;
    private long ejectedUntil;
    private Liveness liveness = Liveness.UNKNOWN;
    private String cause = "added";

    Lifecycle(HealthPolicy policy, BackendState first) {
        this.policy = policy;
        this.health = first;
    }

    BackendState state() {
        if (removed) {
            return BackendState.REMOVED;
        }
        if (draining) {
            return BackendState.DRAINING;
        }
        return ejected ? BackendState.UNHEALTHY : health;
    }

    /** Goes on under another policy, from this health. */
    void carryOn(HealthPolicy other, BackendState from) {
        policy = other;
        health = from;
    }

    /** What the probes say, whether it drains or not. */
    BackendState health() {
        return health;
    }

    /** Another backend has its id by now. */
    boolean superseded() {
        return superseded;
    }

    void supersede() {
        superseded = true;
    }

    /** Whether the drain ends in removal. */
    boolean removing() {
        return removing;
    }

    void probed(ProbeResult result) {
        liveness = result.liveness();
        if (!result.excused() || health != BackendState.STARTING) {
            count(result.good());
        }
        BackendState state = state();
        if (!result.good() && (state == BackendState.STARTING || state == BackendState.UNHEALTHY)) {
            cause = result.cause();
        }
    }

    private void count(boolean good) {
        streak = good == lastGood ? streak + 1 : 1;
        lastGood = good;
        BackendState before = health;
        health = policy.after(health, good, streak);
        if (before == BackendState.UNHEALTHY && health == BackendState.HEALTHY) {
            ejected = false;
        }
    }

    /** Takes it out because of its requests; false when it is not in. */
    boolean eject(long until) {
        if (state() != BackendState.HEALTHY) {
            return false;
        }
        ejected = true;
        ejectedUntil = until;
        return true;
    }

    /** Ends the ejection; false when there is none. */
    boolean readmit() {
        boolean was = ejected;
        ejected = false;
        return was;
    }

    boolean ejected() {
        return ejected;
    }

    /** By the clock of the pool, in nanoseconds. */
    long ejectedUntil() {
        return ejectedUntil;
    }

    Liveness liveness() {
        return liveness;
    }

    /** What made the state. */
    String cause() {
        return cause;
    }

    void because(String other) {
        cause = other;
    }

    void drain() {
        draining = true;
        keeping = false;
    }

    /** Drains without giving its sessions up; one that is being removed has none to keep. */
    void drainKeepingSessions() {
        draining = true;
        keeping = !removing;
    }

    /** Gives the sessions up that it kept; false when it kept none. */
    boolean moveSessions() {
        boolean was = keeping;
        keeping = false;
        return was;
    }

    /** Whether it drains and its sessions still go there: it must be well for that, too. */
    boolean servesSessions() {
        return draining && keeping && !ejected && health == BackendState.HEALTHY;
    }

    /** False when a removal is under way, which cannot be taken back. */
    boolean undrain() {
        if (removing) {
            return false;
        }
        draining = false;
        keeping = false;
        return true;
    }

    void beginRemoval() {
        draining = true;
        keeping = false;
        removing = true;
    }

    void removed() {
        removed = true;
    }
}
