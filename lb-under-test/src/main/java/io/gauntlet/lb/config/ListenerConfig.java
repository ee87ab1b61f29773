package io.gauntlet.lb.config;

import java.time.Duration;
import java.util.List;

/**
 * A port that clients connect to, and where their requests go.
 *
 * @param routes tried in this order; the first that matches wins
 * @param headTimeout for the whole head of a request, from its first byte
 * @param idleTimeout for a connection between two requests, and for a request's body to go on
 */
public record ListenerConfig(
        String name, Address bind, List<RouteConfig> routes, Duration headTimeout, Duration idleTimeout) {
    public ListenerConfig {
        routes = List.copyOf(routes);
    }
}
