package io.gauntlet.lb.route;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds where a request goes by its path; the first route that matches wins. Immutable.
 *
 * @param <T> what a route leads to
 */
public final class Router<T> {
    private final List<Route<T>> routes;

    public Router(List<Route<T>> routes) {
        this.routes = List.copyOf(routes);
    }

    /** Where the request target, path and query, leads to, or null. */
    public @Nullable T find(String target) {
        for (Route<T> route : routes) {
            if (route.matches(target)) {
                return route.destination();
            }
        }
        return null;
    }

    /**
     * One rule.
     *
     * @param pathPrefix matches whole segments: {@code /api} takes {@code /api} and {@code /api/x}, not {@code /apis}
     */
    public record Route<T>(String pathPrefix, T destination) {
        boolean matches(String target) {
            if (pathPrefix.equals("/")) {
                return true;
            }
            if (!target.startsWith(pathPrefix)) {
                return false;
            }
            int end = pathPrefix.length();
            return target.length() == end
                    || pathPrefix.endsWith("/")
                    || target.charAt(end) == '/'
                    || target.charAt(end) == '?';
        }
    }
}
