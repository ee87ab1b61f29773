package io.gauntlet.lb.pool;

/** Decides from probes whether a backend is well. Stateless. */
@FunctionalInterface
public interface HealthPolicy {
    /**
     * The state after a probe.
     *
     * @param health STARTING, HEALTHY or UNHEALTHY
     * @param streak how many probes in a row, this one included, ended like it
     */
    BackendState after(BackendState health, boolean good, int streak);

    /**
     * Changes the state after so many like probes in a row; a backend that starts needs but one good probe, since
     * nothing speaks against it.
     */
    static HealthPolicy thresholds(int healthy, int unhealthy) {
        return (health, good, streak) -> {
            if (good) {
                boolean enough = health == BackendState.STARTING || streak >= healthy;
                return enough ? BackendState.HEALTHY : health;
            }
            return streak >= unhealthy ? BackendState.UNHEALTHY : health;
        };
    }
}
