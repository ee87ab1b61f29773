package io.gauntlet.lb.config;

import java.util.List;

/**
 * A set of backends that serve the same.
 *
 * @param minimumHealthyHosts with fewer healthy backends than this, unhealthy ones are used too
 */
public record PoolConfig(
        String name,
        AlgorithmName algorithm,
        int minimumHealthyHosts,
        List<BackendConfig> backends,
        PoolPolicy policy) {
    public PoolConfig {
        backends = List.copyOf(backends);
    }
}
