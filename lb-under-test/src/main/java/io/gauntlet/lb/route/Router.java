package io.gauntlet.lb.route;

import io.gauntlet.lb.config.RequestMatch;
import io.gauntlet.lb.target.HostName;
import io.gauntlet.lb.target.PathForm;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Finds where a request goes; the first route that matches wins. Immutable.
 *
 * <p>Only what a route looks at is looked at. As soon as one looks at paths or changes them, every request has its path brought into the form in
 * which it is matched, and goes on with that one.
 *
 * @param <T> what a route leads to
 */
public final class Router<T> {
    private final List<Matcher> matchers;
    private final List<T> destinations;
    private final boolean hosts;
    private final boolean paths;
    private final boolean encodedSlashes;
    private final Function<String, T> refusal;

    /**
     * @param encodedSlashes whether a path may have them
     * @param refusal where a request goes that cannot be matched, for the reason that is told
     */
    public Router(List<Route<T>> routes, boolean encodedSlashes, Function<String, T> refusal) {
        matchers = routes.stream().map(route -> new Matcher(route.match())).toList();
        destinations = routes.stream().map(Route::destination).toList();
        hosts = matchers.stream().anyMatch(Matcher::looksAtHost);
        paths = matchers.stream().anyMatch(Matcher::looksAtPath)
                || routes.stream().anyMatch(Route::changesPath);
        this.encodedSlashes = encodedSlashes;
        this.refusal = refusal;
    }

    /** Where the request leads to, or null; its target is in origin-form, and may be another one afterwards. */
    public @Nullable T find(HttpRequest request) {
        @Nullable String host = hosts ? request.headers().get(HttpHeaderNames.HOST) : null;
        int hostEnd = host == null ? 0 : HostName.end(host);
        if (hostEnd < 0) {
            return refusal.apply("Host is malformed");
        }
        int pathEnd = paths ? PathForm.plainEnd(request.uri()) : 0;
        return pathEnd < 0 ? findInForm(request, host, hostEnd) : first(request, pathEnd, host, hostEnd);
    }

    private @Nullable T findInForm(HttpRequest request, @Nullable String host, int hostEnd) {
        String target = request.uri();
        int query = target.indexOf('?');
        int end = query < 0 ? target.length() : query;
        PathForm.Normal normal = PathForm.of(target.substring(0, end), encodedSlashes);
        if (normal instanceof PathForm.Normal.Path path) {
            request.setUri(path.text() + target.substring(end));
            return first(request, path.text().length(), host, hostEnd);
        }
        return refusal.apply(((PathForm.Normal.Refused) normal).reason());
    }

    private @Nullable T first(HttpRequest request, int pathEnd, @Nullable String host, int hostEnd) {
        for (int i = 0; i < matchers.size(); i++) {
            if (matchers.get(i).matches(request, pathEnd, host, hostEnd)) {
                return destinations.get(i);
            }
        }
        return null;
    }

    /**
     * One rule.
     *
     * @param changesPath whether the path is changed where it leads to, for which it has to be in its form, too
     */
    public record Route<T>(RequestMatch match, boolean changesPath, T destination) {}
}
