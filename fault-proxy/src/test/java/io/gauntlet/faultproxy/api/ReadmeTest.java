package io.gauntlet.faultproxy.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.gauntlet.faultproxy.link.Dialer;
import io.gauntlet.faultproxy.link.Network;
import io.gauntlet.faultproxy.link.Proxies;
import io.gauntlet.faultproxy.link.Transport;
import io.gauntlet.faultproxy.toxic.ToxicType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The README's tables are those of the code: nothing missing, nothing promised that is not there. */
class ReadmeTest {

    private static String readme() throws IOException {
        return Files.readString(Path.of("README.md"));
    }

    @Test
    void endpointsAreTheRoutes() throws IOException {
        try (var network = new Network("test", 1, Transport.NIO);
                var dialer = new Dialer(network, Duration.ofSeconds(1));
                var proxies = new Proxies(new Proxies.Surroundings(network, dialer, 1))) {
            var expected = new Api(proxies, new Features(false, true, false))
                    .routes().stream()
                            .map(route -> String.join(
                                            ", ",
                                            route.methods().isEmpty()
                                                    ? List.of("ANY")
                                                    : route.methods().stream()
                                                            .sorted()
                                                            .toList())
                                    + " `" + route.pattern() + "`")
                            .toList();

            assertThat(firstCells("\\| ((?:[A-Z]+(?:, )?)+ `/[^`]*`) \\|")).containsExactlyElementsOf(expected);
        }
    }

    @Test
    void toxicsAreTheTypes() throws IOException {
        // The original's first, then the extensions.
        var expected = ToxicType.types().stream()
                .sorted(Comparator.comparing(ToxicType::extension))
                .map(type -> "`" + type.name() + "`")
                .toList();

        assertThat(firstCells("\\| (`[a-z_]+`) \\|")).containsExactlyElementsOf(expected);
        for (var name : ToxicType.names()) {
            for (var attribute : ToxicType.named(name).orElseThrow().attributes()) {
                assertThat(readme()).containsPattern("\\| `" + name + "` \\|[^|]*`" + attribute.name() + "`");
            }
        }
    }

    private static List<String> firstCells(String row) throws IOException {
        return Pattern.compile("(?m)^" + row)
                .matcher(readme())
                .results()
                .map(match -> match.group(1))
                .toList();
    }
}
