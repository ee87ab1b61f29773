package io.gauntlet.lb.pool;

import java.util.function.UnaryOperator;

/**
 * What a pool goes by.
 *
 * @param firstState of a new backend: STARTING, or HEALTHY where nobody probes
 * @param keptState makes the state with which a backend that stays goes on after a reload of the one that it had
 */
public record PoolRules(
        int minimumHealthyHosts,
        BackendState firstState,
        HealthPolicy health,
        Availability availability,
        UnaryOperator<BackendState> keptState) {

    /** Rules under which a backend that stays keeps its state, unless nobody probes who could take it back. */
    public PoolRules(int minimumHealthyHosts, BackendState firstState, HealthPolicy health, Availability availability) {
        this(
                minimumHealthyHosts,
                firstState,
                health,
                availability,
                firstState == BackendState.HEALTHY ? state -> BackendState.HEALTHY : UnaryOperator.identity());
    }
}
