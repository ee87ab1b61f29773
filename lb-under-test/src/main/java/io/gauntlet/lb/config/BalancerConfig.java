package io.gauntlet.lb.config;

import java.time.Duration;
import java.util.List;

/**
 * All that one balancer is told; immutable and checked as a whole.
 *
 * @param stopGrace how long requests in flight may take to finish after a stop was asked for
 */
public record BalancerConfig(
        List<ListenerConfig> listeners, List<PoolConfig> pools, AdminConfig admin, Duration stopGrace) {
    public BalancerConfig {
        listeners = List.copyOf(listeners);
        pools = List.copyOf(pools);
    }
}
