package io.gauntlet.lb.config;

import java.util.List;
import java.util.Optional;

/**
 * Where the backends of a pool come from: those that are named, and beside them those that are found.
 *
 * @param backends in the order of the file
 */
public record BackendSources(List<BackendConfig> backends, Optional<DiscoveryConfig> discovery) {
    public BackendSources {
        backends = List.copyOf(backends);
    }
}
