package io.gauntlet.faultproxy.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.gauntlet.faultproxy.link.Dialer;
import io.gauntlet.faultproxy.link.Network;
import io.gauntlet.faultproxy.link.Proxies;
import io.gauntlet.faultproxy.link.Transport;
import io.gauntlet.faultproxy.toxic.Attribute;
import io.gauntlet.faultproxy.toxic.ToxicType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** COMPATIBILITY.md is what the code and the README say; {@code -Dcompatibility.write=true} writes it anew. */
class CompatibilityTest {

    private static final Path FILE = Path.of("COMPATIBILITY.md");

    /** The original's routes, as its {@code api.go} of 2.12.0 has them. */
    private static final Map<String, List<String>> THEIRS = Map.ofEntries(
            Map.entry("/reset", List.of("POST")),
            Map.entry("/populate", List.of("POST")),
            Map.entry("/version", List.of("GET")),
            Map.entry("/metrics", List.of("ANY")),
            Map.entry("/proxies", List.of("GET", "POST")),
            Map.entry("/proxies/{proxy}", List.of("GET", "POST", "PATCH", "DELETE")),
            Map.entry("/proxies/{proxy}/toxics", List.of("GET", "POST")),
            Map.entry("/proxies/{proxy}/toxics/{toxic}", List.of("GET", "POST", "PATCH", "DELETE")));

    @Test
    void tableIsCurrent() throws IOException {
        var expected = document();
        if (Boolean.getBoolean("compatibility.write")) {
            Files.writeString(FILE, expected);
        }
        assertThat(Files.readString(FILE))
                .as("rewrite it with -Dtest=CompatibilityTest -Dcompatibility.write=true")
                .isEqualTo(expected);
    }

    @Test
    void everyRouteOfTheOriginalIsThere() {
        for (var theirs : THEIRS.entrySet()) {
            for (var method : theirs.getValue()) {
                assertThat(routes())
                        .as(method + " " + theirs.getKey())
                        .anyMatch(route -> route.pattern().equals(theirs.getKey())
                                && (route.methods().isEmpty() || route.methods().contains(method)));
            }
        }
    }

    private static List<Route> routes() {
        try (var network = new Network("test", 1, Transport.NIO);
                var dialer = new Dialer(network, Duration.ofSeconds(1));
                var proxies = new Proxies(new Proxies.Surroundings(network, dialer, 1))) {
            return new Api(proxies, new Features(false, true, false)).routes();
        }
    }

    private static String document() throws IOException {
        var readme = Files.readString(Path.of("README.md"));
        return """
                # Compatibility with Toxiproxy 2.12.0

                Generated from the code and the README by `CompatibilityTest`; do not edit.

                ## Endpoints

                | Endpoint | Toxiproxy 2.12.0 | here |
                | --- | --- | --- |
                %s
                ## Toxics

                Attributes with their types, and their defaults where they are not 0, false or empty.

                | Toxic | Attributes | Toxiproxy 2.12.0 | here | What it does |
                | --- | --- | --- | --- | --- |
                %s
                Any toxic here may carry `on_ms` and `off_ms` besides: an extension.

                ## Intended deviations

                %s
                """.formatted(endpoints(), toxics(readme), deviations(readme));
    }

    private static String endpoints() {
        var rows = new StringBuilder();
        for (var route : routes()) {
            var methods = route.methods().isEmpty()
                    ? List.of("ANY")
                    : route.methods().stream().sorted().toList();
            var theirs = THEIRS.getOrDefault(route.pattern(), List.of());
            rows.append("| %s `%s` | %s | %s |\n"
                    .formatted(
                            String.join(", ", methods),
                            route.pattern(),
                            theirs.containsAll(methods) ? "yes" : "no",
                            theirs.isEmpty() ? "extension" : "yes"));
        }
        return rows.toString();
    }

    private static String toxics(String readme) {
        var rows = new StringBuilder();
        for (var type : ToxicType.types()) {
            rows.append("| `%s` | %s | %s | %s | %s |\n"
                    .formatted(
                            type.name(),
                            type.attributes().stream()
                                    .map(CompatibilityTest::attribute)
                                    .collect(Collectors.joining(", ")),
                            type.extension() ? "no" : "yes",
                            type.extension() ? "extension" : "yes",
                            behaviour(readme, type.name())));
        }
        return rows.toString();
    }

    private static String attribute(Attribute attribute) {
        var value = String.valueOf(attribute.otherwise());
        boolean zero = List.of("0", "0.0", "false", "").contains(value);
        return "`" + attribute.name() + "` " + attribute.kind().goName() + (zero ? "" : " = " + value);
    }

    private static String behaviour(String readme, String type) {
        var row = Pattern.compile("(?m)^\\| `" + type + "` \\| [^|]* \\| ([^|]*) \\|$")
                .matcher(readme);
        assertThat(row.find()).as("the README's row of " + type).isTrue();
        return row.group(1);
    }

    private static String deviations(String readme) {
        int start = readme.indexOf("| Toxiproxy 2.12.0 | here |");
        return readme.substring(start, readme.indexOf("\n\n", start));
    }
}
