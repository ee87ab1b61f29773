package io.gauntlet.lb.config;

import io.gauntlet.lb.target.PathPattern;

/**
 * What happens to the requests that it matches.
 *
 * @param answers the rules for the fields of answers, whoever gives them
 */
public record RouteConfig(RequestMatch match, RouteAction action, FieldChanges answers) {

    /** Sends what is below a path to a pool. */
    static RouteConfig of(String pathPrefix, String pool) {
        return new RouteConfig(
                RequestMatch.of(new PathPattern.Prefix(pathPrefix)), RouteAction.ToPool.of(pool), FieldChanges.NONE);
    }

    /** The same for all requests. */
    public RouteConfig forAll() {
        return new RouteConfig(RequestMatch.of(PathPattern.ANY), action, answers);
    }
}
