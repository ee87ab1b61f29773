package io.gauntlet.lb.pool;

/**
 * What a pool goes by.
 *
 * @param firstState of a new backend: STARTING, or HEALTHY where nobody probes
 */
public record PoolRules(
        int minimumHealthyHosts, BackendState firstState, HealthPolicy health, Availability availability) {}
