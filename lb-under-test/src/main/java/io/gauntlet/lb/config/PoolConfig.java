package io.gauntlet.lb.config;

import java.util.List;
import java.util.Optional;

/**
 * A set of backends that serve the same.
 *
 * @param balancing how requests are shared among them
 * @param sources where its backends come from
 * @param minimumHealthyHosts with fewer healthy backends than this, unhealthy ones are used too
 */
public record PoolConfig(
        String name, Balancing balancing, int minimumHealthyHosts, BackendSources sources, PoolPolicy policy) {
    public AlgorithmName algorithm() {
        return balancing.algorithm();
    }

    /** The backends that the configuration itself names. */
    public List<BackendConfig> backends() {
        return sources.backends();
    }

    /** Where the others are found. */
    public Optional<DiscoveryConfig> discovery() {
        return sources.discovery();
    }
}
