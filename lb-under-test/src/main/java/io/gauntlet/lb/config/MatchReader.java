package io.gauntlet.lb.config;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.gauntlet.lb.target.HostPattern;
import io.gauntlet.lb.target.PathForm;
import io.gauntlet.lb.target.PathPattern;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Reads which requests a route means. */
final class MatchReader {
    private static final String PREFIX = "path-prefix";
    private static final List<String> PATHS = List.of("path", PREFIX, "path-regex");

    private MatchReader() {}

    static RequestMatch read(Section route) {
        Optional<HostPattern> host = route.optional("host", "host, or `*.` and a domain", HostPattern::of);
        return new RequestMatch(host, path(route), methods(route), fields(route));
    }

    private static PathPattern path(Section route) {
        String prefix = route.value(PREFIX, "/", "path", MatchReader::path);
        Optional<String> exact = route.optional("path", "path", MatchReader::path);
        Optional<Pattern> regex = route.optional("path-regex", "regular expression", MatchReader::regex);
        List<String> given = PATHS.stream().filter(route::has).toList();
        if (given.size() > 1) {
            throw route.place(given.get(1))
                    .error(given.get(1) + ": together with " + given.get(0) + " (expected: one of "
                            + String.join(", ", PATHS) + ")");
        }
        Optional<PathPattern> one = exact.map(PathPattern.Exact::new);
        return one.or(() -> regex.map(PathPattern.Regex::new)).orElseGet(() -> new PathPattern.Prefix(prefix));
    }

    /** A path in the form that requests are brought into, or it would match none of them. */
    static String path(String text) {
        if (!text.startsWith("/")) {
            throw new IllegalArgumentException("'" + text + "' (expected: to begin with '/')");
        }
        if (!text.matches("[!-~&&[^?#]]*")) {
            throw new IllegalArgumentException("'" + text + "' (expected: printable ASCII without '?' and '#')");
        }
        PathForm.Normal normal = PathForm.of(text, true);
        if (normal instanceof PathForm.Normal.Refused refused) {
            throw new IllegalArgumentException("'" + text + "' (expected: a path without " + refused.reason() + ")");
        }
        if (normal instanceof PathForm.Normal.Path path && !path.text().equals(text)) {
            throw new IllegalArgumentException("'" + text + "' (expected: '" + path.text() + "', as requests have it)");
        }
        return text;
    }

    /** One that takes no more time than the text is long, whoever sends it. */
    static Pattern regex(String text) {
        try {
            return Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "'" + text + "' (expected: a regular expression of RE2, not one with " + e.getDescription() + ")");
        }
    }

    private static Set<String> methods(Section route) {
        List<Node> items = route.items("methods", "list of methods", List.of());
        if (route.has("methods") && items.isEmpty()) {
            throw route.missing("methods");
        }
        Set<String> methods = new LinkedHashSet<>();
        for (Node node : items) {
            String name = node instanceof Node.Scalar scalar ? scalar.text() : node.kind();
            if (!name.matches("[!#$%&'*+.^_`|~0-9A-Z-]+") || name.equals("CONNECT")) {
                throw node.place()
                        .error("methods: '" + name + "' (expected: a method such as GET, in capitals; not CONNECT)");
            }
            methods.add(name);
        }
        return methods;
    }

    private static List<FieldMatch> fields(Section route) {
        List<FieldMatch> matches = new ArrayList<>();
        try (Section fields = route.section("headers")) {
            for (String name : fields.names()) {
                if (!name.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+")) {
                    throw fields.place(name).error("headers: '" + name + "' (expected: the name of a field)");
                }
                try (Section field = fields.section(name)) {
                    matches.add(new FieldMatch(name.toLowerCase(Locale.ROOT), wanted(field, name)));
                }
            }
        }
        return matches;
    }

    private static FieldMatch.Wanted wanted(Section field, String name) {
        Optional<FieldMatch.Wanted> exact = field.optional("exact", "text", FieldMatch.Exact::new);
        Optional<FieldMatch.Wanted> regex =
                field.optional("regex", "regular expression", text -> new FieldMatch.Regex(regex(text)));
        Optional<FieldMatch.Wanted> present = field.optional("present", "true or false", MatchReader::present);
        List<FieldMatch.Wanted> wanted =
                Stream.of(exact, regex, present).flatMap(Optional::stream).toList();
        if (wanted.size() != 1) {
            throw field.place()
                    .error(name + ": " + wanted.size() + " conditions (expected: one of exact, regex and present)");
        }
        return wanted.get(0);
    }

    private static FieldMatch.Wanted present(String text) {
        if (!text.equals("true") && !text.equals("false")) {
            throw new IllegalArgumentException("'" + text + "' (expected: true or false)");
        }
        return text.equals("true") ? new FieldMatch.Present() : new FieldMatch.Absent();
    }
}
