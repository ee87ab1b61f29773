package io.gauntlet.lb.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * All that one balancer is told; immutable and checked as a whole.
 *
 * @param accessLog where a line for every request goes, if anywhere
 * @param traffic what carries it all
 * @param stopGrace how long requests in flight may take to finish after a stop was asked for
 */
public record BalancerConfig(
        List<ListenerConfig> listeners,
        List<PoolConfig> pools,
        AdminConfig admin,
        Optional<Path> accessLog,
        TrafficConfig traffic,
        Duration stopGrace) {
    public BalancerConfig {
        listeners = List.copyOf(listeners);
        pools = List.copyOf(pools);
    }
}
