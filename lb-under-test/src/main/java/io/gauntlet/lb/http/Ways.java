package io.gauntlet.lb.http;

import io.gauntlet.lb.config.ListenerConfig;
import io.gauntlet.lb.config.RouteAction;
import io.gauntlet.lb.config.RouteConfig;
import io.gauntlet.lb.config.RoutingConfig;
import io.gauntlet.lb.filter.FieldRules;
import io.gauntlet.lb.route.Rewrite;
import io.gauntlet.lb.route.Router;
import io.gauntlet.lb.target.PathChange;
import java.util.function.Function;

/** Makes the ways of a listener of what is configured. */
final class Ways {
    private final RoutingConfig routing;
    private final Function<String, Destination> pools;
    private final FieldRules requests;
    private final FieldRules answers;

    private Ways(RoutingConfig routing, Function<String, Destination> pools) {
        this.routing = routing;
        this.pools = pools;
        this.requests = FieldRules.of(routing.requests());
        this.answers = FieldRules.of(routing.answers());
    }

    /**
     * What the listener goes by.
     *
     * @param pools knows them by their names
     */
    static Site site(ListenerConfig listener, Function<String, Destination> pools) {
        var ways = new Ways(listener.routing(), pools);
        var router = new Router<Way>(
                listener.routes().stream().map(ways::route).toList(),
                listener.routing().encodedSlashes(),
                reason -> new Way.Refused(OwnAnswer.badRequest(reason), ways.answers));
        return new Site(listener, router, ways.answers);
    }

    private Router.Route<Way> route(RouteConfig route) {
        Way way = way(route.action(), answers.then(FieldRules.of(route.answers())));
        return new Router.Route<>(route.match(), route.action().changesPath(), way);
    }

    private Way way(RouteAction action, FieldRules after) {
        if (action instanceof RouteAction.ToPool to) {
            FieldRules before = requests.then(FieldRules.of(to.fields()));
            return new Way.Forward(pools.apply(to.pool()), rewrite(to.rewrite()), before, after);
        }
        if (action instanceof RouteAction.Redirect redirect) {
            return new Way.Redirected(new Redirection(redirect, rewrite(redirect.path())), after);
        }
        RouteAction.Respond respond = (RouteAction.Respond) action;
        return new Way.Answered(OwnAnswer.given(respond.status(), respond.body(), respond.type()), after);
    }

    private Rewrite rewrite(PathChange change) {
        return change.equals(PathChange.NONE) ? Rewrite.NONE : new Rewrite(change, routing.encodedSlashes());
    }
}
