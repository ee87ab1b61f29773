package io.gauntlet.lb.pool;

/** What a backend may be used for; {@link Lifecycle} holds the ways from one to another. */
public enum BackendState {
    /** Not yet known to be well. */
    STARTING,
    /** In the rotation. */
    HEALTHY,
    /** Its probes fail, or its requests did. */
    UNHEALTHY,
    /** Finishes what it has and gets nothing new, unless it keeps its sessions for a while. */
    DRAINING,
    /** Gone for ever. */
    REMOVED
}
