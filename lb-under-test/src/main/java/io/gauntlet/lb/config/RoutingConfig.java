package io.gauntlet.lb.config;

import java.util.List;

/**
 * How a listener deals with its requests.
 *
 * @param routes tried in this order; the first that matches wins. With TCP there is one, which takes all
 * @param requests the rules for the fields of all that go to backends, before those of routes
 * @param answers the rules for the fields of all answers, before those of routes
 * @param encodedSlashes whether paths may have them where routes look at paths
 */
public record RoutingConfig(
        List<RouteConfig> routes, FieldChanges requests, FieldChanges answers, boolean encodedSlashes) {
    public RoutingConfig {
        routes = List.copyOf(routes);
    }

    /** Routes, and nothing else. */
    static RoutingConfig of(List<RouteConfig> routes) {
        return new RoutingConfig(routes, FieldChanges.NONE, FieldChanges.NONE, false);
    }
}
