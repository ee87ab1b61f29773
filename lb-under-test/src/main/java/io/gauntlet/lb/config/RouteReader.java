package io.gauntlet.lb.config;

import com.google.re2j.Pattern;
import io.gauntlet.lb.target.HostName;
import io.gauntlet.lb.target.PathChange;
import io.gauntlet.lb.target.PathPattern;
import io.gauntlet.lb.target.PathTemplate;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads the routes of a listener. */
final class RouteReader {
    private static final List<String> ACTIONS = List.of("pool", "redirect", "respond");
    private static final List<String> TO_BACKENDS = List.of("rewrite", "request-headers");
    private static final Map<String, String> SCHEMES = Map.of("http", "http", "https", "https");
    private static final Map<String, Integer> REDIRECTS =
            Stream.of(301, 302, 303, 307, 308).collect(Collectors.toMap(String::valueOf, Function.identity()));

    /** Answers that stand in a configuration are held in memory, and written as a whole. */
    private static final int MAX_BODY = 16 * 1024;

    private static final int MAX_PORT = 65_535;
    private static final String TEXT = "text/plain; charset=utf-8";

    private final List<PoolConfig> pools;

    private RouteReader(List<PoolConfig> pools) {
        this.pools = pools;
    }

    /** All of them; may be none. */
    static List<RouteConfig> read(Section listener, List<PoolConfig> pools) {
        var reader = new RouteReader(pools);
        List<RouteConfig> routes = listener.list("routes", "a route", reader::route);
        checkReached(routes, listener.list("routes"));
        return routes;
    }

    /** Whoever writes a route wants it to be of some use. */
    private static void checkReached(List<RouteConfig> routes, List<Node> nodes) {
        for (int i = 1; i < routes.size(); i++) {
            for (int j = 0; j < i; j++) {
                if (routes.get(j).match().covers(routes.get(i).match())) {
                    Place other = nodes.get(j).place();
                    throw nodes.get(i)
                            .place()
                            .error("routes: never reached, since the one at " + other.line() + ":" + other.column()
                                    + " takes all its requests (expected: the more special one first)");
                }
            }
        }
    }

    private RouteConfig route(Section section) {
        RequestMatch match = MatchReader.read(section);
        List<String> given = ACTIONS.stream().filter(section::has).toList();
        if (given.size() > 1) {
            throw section.place(given.get(1))
                    .error(given.get(1) + ": together with " + given.get(0) + " (expected: one of "
                            + String.join(", ", ACTIONS) + ")");
        }
        FieldChanges answers = FieldReader.answers(section);
        if (given.isEmpty() || given.get(0).equals("pool")) {
            return new RouteConfig(match, toPool(section, match), answers);
        }
        for (String key : TO_BACKENDS) {
            if (section.has(key)) {
                throw section.place(key)
                        .error(key + ": means nothing to " + given.get(0) + " (expected: with pool, or not at all)");
            }
        }
        RouteAction action = section.has("respond") ? respond(section) : redirect(section, match);
        return new RouteConfig(match, action, answers);
    }

    private RouteAction toPool(Section route, RequestMatch match) {
        String pool = ListenerReader.pool(route, pools).name();
        FieldChanges fields = FieldReader.requests(route);
        if (!route.has("rewrite")) {
            return new RouteAction.ToPool(pool, PathChange.NONE, fields);
        }
        try (Section rewrite = route.section("rewrite")) {
            PathChange change = change(rewrite, match.path());
            if (change.equals(PathChange.NONE)) {
                throw rewrite.place().error("rewrite: nothing (expected: prefix or path)");
            }
            return new RouteAction.ToPool(pool, change, fields);
        }
    }

    private static RouteAction redirect(Section route, RequestMatch match) {
        try (Section redirect = route.section("redirect")) {
            var action = new RouteAction.Redirect(
                    redirect.has("scheme") ? Optional.of(redirect.choice("scheme", "", SCHEMES)) : Optional.empty(),
                    redirect.optional("host", "host", RouteReader::host),
                    redirect.optionalInteger("port", 1, MAX_PORT),
                    change(redirect, match.path()),
                    redirect.choice("status", 302, REDIRECTS));
            boolean elsewhere = action.scheme().isPresent()
                    || action.host().isPresent()
                    || action.port().isPresent()
                    || !action.path().equals(PathChange.NONE);
            if (!elsewhere) {
                throw redirect.place()
                        .error("redirect: to where it comes from (expected: scheme, host, port, prefix or path)");
            }
            boolean samePlace = action.scheme().isEmpty()
                    && action.host().isEmpty()
                    && action.port().isEmpty();
            if (samePlace
                    && match.methods().isEmpty()
                    && match.fields().isEmpty()
                    && comesBack(action.path(), match.path())) {
                throw redirect.place()
                        .error("redirect: to a path that this route takes, too (expected: one that it does not take)");
            }
            return action;
        }
    }

    /** Whether the client, told to ask there, comes to the same route again, and so without end. */
    private static boolean comesBack(PathChange change, PathPattern match) {
        if (change instanceof PathChange.Whole whole) {
            return match.matches(whole.path(), whole.path().length());
        }
        return change instanceof PathChange.Prefix prefix
                && match.matches(prefix.to(), prefix.to().length());
    }

    private static String host(String text) {
        if (HostName.end(text) != text.length()) {
            throw new IllegalArgumentException("'" + text + "' (expected: a host such as shop.example)");
        }
        return text;
    }

    /** The keys {@code prefix}, {@code regex} and {@code path} of a rewrite, or of a redirect. */
    private static PathChange change(Section section, PathPattern of) {
        Optional<String> prefix = section.optional("prefix", "path", MatchReader::path);
        Optional<Pattern> regex = section.optional("regex", "regular expression", MatchReader::regex);
        Optional<Pattern> pattern =
                regex.or(() -> of instanceof PathPattern.Regex own ? Optional.of(own.pattern()) : Optional.empty());
        int groups = pattern.map(Pattern::groupCount).orElse(-1);
        Optional<PathTemplate> path =
                section.optional("path", "path, with `$1` for a group", text -> template(text, groups));
        if (prefix.isPresent() && (path.isPresent() || regex.isPresent())) {
            throw section.place("prefix")
                    .error("prefix: together with path or regex (expected: prefix alone, or path)");
        }
        if (regex.isPresent() && path.isEmpty()) {
            throw section.missing("path");
        }
        if (path.isPresent() && regex.isEmpty() && path.get().groups().isEmpty()) {
            return PathChange.Whole.of(path.get());
        }
        if (path.isPresent()) {
            return pattern.<PathChange>map(each -> new PathChange.Filled(each, path.get()))
                    .orElseGet(() -> PathChange.Whole.of(path.get()));
        }
        if (prefix.isPresent() && !(of instanceof PathPattern.Prefix)) {
            throw section.place("prefix")
                    .error("prefix: of a route without one (expected: path-prefix in the route, or path)");
        }
        return prefix.isPresent() && of instanceof PathPattern.Prefix from
                ? new PathChange.Prefix(from.text(), prefix.get())
                : PathChange.NONE;
    }

    /** What comes out is brought into its form once it is known; what goes in can be looked at now. */
    private static PathTemplate template(String text, int groups) {
        PathTemplate template = PathTemplate.of(text, groups);
        if (template.groups().isEmpty()) {
            MatchReader.path(template.literals().get(0));
        } else if (!text.startsWith("/") || !text.matches("[!-~&&[^?#\\\\]]*")) {
            throw new IllegalArgumentException("'" + text + "' (expected: to begin with '/', without '?' and '#')");
        }
        return template;
    }

    private static RouteAction respond(Section route) {
        try (Section respond = route.section("respond")) {
            int status = respond.integer("status", 200, 200, 599);
            String body = respond.text("body", "");
            String type = respond.value("content-type", TEXT, "media type", RouteReader::type);
            if (body.getBytes(StandardCharsets.UTF_8).length > MAX_BODY) {
                throw respond.place("body").error("body: longer than 16 KiB (expected: a backend for so much)");
            }
            if (!body.isEmpty() && (status == 204 || status == 205 || status == 304)) {
                throw respond.place("body").error("body: with status " + status + " (expected: none)");
            }
            return new RouteAction.Respond(status, body, type);
        }
    }

    private static String type(String text) {
        if (!text.matches("[!-~]+/[ -~]*[!-~]")) {
            throw new IllegalArgumentException(
                    "'" + text + "' (expected: a media type such as text/html; charset=utf-8)");
        }
        return text;
    }
}
