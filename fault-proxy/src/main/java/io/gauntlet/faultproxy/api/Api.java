package io.gauntlet.faultproxy.api;

import io.gauntlet.faultproxy.link.AlreadyExistsException;
import io.gauntlet.faultproxy.link.ListenException;
import io.gauntlet.faultproxy.link.Proxies;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All routes of the API, and how what goes wrong is answered. Thread-safe; calls block until they are in force. */
final class Api {

    private static final Logger LOG = LoggerFactory.getLogger(Api.class);

    /** The version of Toxiproxy whose behaviour is followed, marked (semver build metadata) as not the original. */
    private static final String VERSION = "2.12.0+gauntlet";

    private final List<Route> routes;

    Api(Proxies all, Features features) {
        var toxics = new ToxicCalls(all, features.strict());
        var offered = new ArrayList<>(plain(new ProxyCalls(all), toxics));
        if (features.metrics()) {
            offered.add(new Route(Set.of(), "/metrics", new Metrics(all, features)::scrape));
        }
        if (!features.strict()) {
            offered.add(new Route(Set.of("GET"), "/gauntlet/proxies/{proxy}/toxics", toxics::listAll));
        }
        this.routes = List.copyOf(offered);
    }

    private static List<Route> plain(ProxyCalls proxies, ToxicCalls toxics) {
        return List.of(
                new Route(Set.of("GET"), "/version", Api::version),
                new Route(Set.of("POST"), "/reset", proxies::reset),
                new Route(Set.of("POST"), "/populate", proxies::populate),
                new Route(Set.of("GET"), "/proxies", proxies::list),
                new Route(Set.of("POST"), "/proxies", proxies::create),
                new Route(Set.of("GET"), "/proxies/{proxy}", proxies::show),
                new Route(Set.of("POST", "PATCH"), "/proxies/{proxy}", proxies::update),
                new Route(Set.of("DELETE"), "/proxies/{proxy}", proxies::delete),
                new Route(Set.of("GET"), "/proxies/{proxy}/toxics", toxics::list),
                new Route(Set.of("POST"), "/proxies/{proxy}/toxics", toxics::create),
                new Route(Set.of("GET"), "/proxies/{proxy}/toxics/{toxic}", toxics::show),
                new Route(Set.of("POST", "PATCH"), "/proxies/{proxy}/toxics/{toxic}", toxics::update),
                new Route(Set.of("DELETE"), "/proxies/{proxy}/toxics/{toxic}", toxics::delete));
    }

    List<Route> routes() {
        return routes;
    }

    /**
     * Answers a request.
     *
     * @param path without query, decoded
     */
    Reply answer(String method, String path, String userAgent, String body) {
        boolean pathKnown = false;
        for (var route : routes) {
            var variables = route.match(path);
            pathKnown |= variables.isPresent();
            if (variables.isPresent() && route.allows(method)) {
                // A web page must not be able to drive the proxy of whoever looks at it.
                return userAgent.startsWith("Mozilla/")
                        ? Reply.NO_BROWSERS
                        : run(route, new Call(variables.get(), body));
            }
        }
        return pathKnown ? Reply.METHOD_NOT_ALLOWED : Reply.NOT_FOUND;
    }

    private static Reply run(Route route, Call call) {
        try {
            return route.action().answer(call);
        } catch (ApiException refused) {
            return Reply.error(refused.status(), String.valueOf(refused.getMessage()));
        } catch (AlreadyExistsException taken) {
            return Reply.error(HttpResponseStatus.CONFLICT, String.valueOf(taken.getMessage()));
        } catch (ListenException failed) {
            return Reply.error(HttpResponseStatus.INTERNAL_SERVER_ERROR, String.valueOf(failed.getMessage()));
        } catch (RuntimeException bug) {
            LOG.error("{} {}: internal error", route.methods(), route.pattern(), bug);
            return Reply.error(HttpResponseStatus.INTERNAL_SERVER_ERROR, "internal error: " + bug);
        }
    }

    private static Reply version(Call call) {
        return new Reply(
                HttpResponseStatus.OK, "application/json;charset=utf-8", "{\"version\": \"" + VERSION + "\"}\n");
    }
}
