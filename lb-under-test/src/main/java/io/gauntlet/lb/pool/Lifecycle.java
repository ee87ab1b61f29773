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
 *   any of these --drain--> DRAINING --undrain--> what the probes say by then
 *                              |
 *                              +--removal, and idle or at the end of the grace--> REMOVED (final)
 * </pre>
 *
 * <p>A reload goes on with the state, the streak and the drain, under the policy of the new configuration. Probes go on while a backend drains, so that an undrained one is used again only if it is well. Not thread-safe:
 * the pool guards it.
 */
final class Lifecycle {
    private HealthPolicy policy;
    private BackendState health;
    private boolean lastGood;
    private int streak;
    private boolean draining;
    private boolean removing;
    private boolean removed;
    private boolean superseded;

    Lifecycle(HealthPolicy policy, BackendState first) {
        this.policy = policy;
        this.health = first;
    }

    BackendState state() {
        if (removed) {
            return BackendState.REMOVED;
        }
        return draining ? BackendState.DRAINING : health;
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

    void probed(boolean good) {
        streak = good == lastGood ? streak + 1 : 1;
        lastGood = good;
        health = policy.after(health, good, streak);
    }

    void drain() {
        draining = true;
    }

    /** False when a removal is under way, which cannot be taken back. */
    boolean undrain() {
        if (removing) {
            return false;
        }
        draining = false;
        return true;
    }

    void beginRemoval() {
        draining = true;
        removing = true;
    }

    void removed() {
        removed = true;
    }
}
