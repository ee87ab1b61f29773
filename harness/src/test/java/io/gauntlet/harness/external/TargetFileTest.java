package io.gauntlet.harness.external;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gauntlet.harness.settings.Algorithm;
import io.gauntlet.harness.target.Capability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a user may say of a balancer, and what is answered to a slip of the pen. */
class TargetFileTest {
    private static final String WHOLE = """
            name: edge
            urls: [http://127.0.0.1:8080, http://127.0.0.1:8081/]
            backends: {listen: ["127.0.0.1:9001-9003"], names: [web1, web2, web3]}
            declared:
              algorithm: round-robin
              workers: 2
              weights: [1, 2, 3]
              affinity-cookie: SERVERID
              detect-within: 2100ms
              return-within: 1.5s
              answer-within: 3s
              max-in-flight: 64
              websockets: true
            hooks:
              drain: {command: [echo, "drain {backend}"], timeout: 5s}
              undrain: {http: "POST http://127.0.0.1:9/undrain/{backend}", headers: {Authorization: secret}, body: "{}"}
              restart: {command: ["true"]}
            """;

    @TempDir
    Path folder;

    private TargetFile read(String text) throws IOException {
        return TargetFile.read(Files.writeString(folder.resolve("target.yaml"), text));
    }

    @Test
    void saysAllThatThereIs() throws IOException {
        var file = read(WHOLE);
        var description = file.description();
        assertThat(description.name()).isEqualTo("edge");
        assertThat(description.urls())
                .extracting(String::valueOf)
                .containsExactly("http://127.0.0.1:8080", "http://127.0.0.1:8081");
        assertThat(description.policy().algorithm()).isEqualTo(Algorithm.ROUND_ROBIN);
        assertThat(description.policy().workers())
                .as("two each of two instances")
                .isEqualTo(4);
        assertThat(description.policy().weights()).containsExactly(1, 2, 3);
        assertThat(description.policy().detectWithin()).isEqualTo(Duration.ofMillis(2100));
        assertThat(description.policy().returnWithin()).isEqualTo(Duration.ofMillis(1500));
        assertThat(file.namesOf(List.of("b1", "b2", "b3"))).isEqualTo(Map.of("b1", "web1", "b2", "web2", "b3", "web3"));
        var target = new ExternalTarget(description, file.hooks(), Map.of());
        assertThat(target.capabilities())
                .contains(
                        Capability.BACKENDS,
                        Capability.IDENTITY,
                        Capability.WEIGHTS,
                        Capability.AFFINITY,
                        Capability.WEBSOCKETS,
                        Capability.ANSWER_TIMEOUT,
                        Capability.MAX_IN_FLIGHT,
                        Capability.DRAIN,
                        Capability.RESTART)
                .doesNotContain(Capability.SCALE, Capability.REWEIGHT, Capability.RELOAD, Capability.METRICS);
    }

    @Test
    void backendsOfItsOwnAreKnownByAHeader() throws IOException {
        var file = read("""
                urls: [https://lb.example]
                backends: {header: X-Served-By, path: /ping}
                """);
        assertThat(file.listen()).isEmpty();
        assertThat(file.description().name()).isEqualTo("lb.example");
        assertThat(file.description().application().path()).contains("/ping");
        assertThat(new ExternalTarget(file.description(), file.hooks(), Map.of()).capabilities())
                .containsExactlyInAnyOrder(Capability.IDENTITY, Capability.EQUAL_WEIGHTS);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "urls: [http://127.0.0.1:8080] | url: x | unknown key (expected: one of backends, declared, hooks, name, urls)",
                "urls: [http://127.0.0.1:8080] | urls: [] | urls: none (expected: a list of at least one",
                "urls: [http://127.0.0.1:8080] | urls: [ftp://x] | expected: http://HOST:PORT or https://HOST:PORT",
                "algorithm: round-robin | algorithm: best | algorithm: best (expected: one of round-robin",
                "workers: 2 | workers: many | declared.workers",
                "workers: 2 | wokers: 2 | unknown key (expected: one of affinity-cookie, algorithm",
                "detect-within: 3s | detect-within: soon | detect-within: 'soon' (expected: a duration such as",
                "undrain: {command: [u]} | reload: {command: [u]} | no undrain (expected: drain with undrain",
                "undrain: {command: [u]} | undrian: {command: [u]} | unknown key undrian (expected: one of drain",
                "undrain: {command: [u]} | undrain: {} | hooks.undrain: (expected: either command",
                "undrain: {command: [u]} | undrain: {http: nonsense} | expected: a method and a URL",
                "undrain: {command: [u]} | undrain: {command: [u], timeout: 1h} | hooks.undrain.timeout: '1h'",
                "listen: [x:1-3] | listen: [x:1-3], path: / | backends: (expected: either listen",
                "listen: [x:1-3] | listen: [x:1-3], header: X-By | header: X-By (expected: only with path",
                "listen: [x:1-3] | listen: [x:1-2], names: [a, a] | names: [a, a] (expected: each of them once)",
                "listen: [x:1-3] | path: /, names: [a] | names: [a] (expected: only with listen",
                "listen: [x:1-3] | path: nowhere | path: nowhere (expected: a path that begins with /",
                "'backends: {listen: [x:1-3]}\n' | 'backends: {path: /}\n' | declared.weights: [1, 2, 3] (expected: only with",
                "urls: [http://127.0.0.1:8080] | urls: [~] | urls",
                "weights: [1, 2, 3] | weights: [1, ~, 3] | declared",
                "drain: {command: [d]} | drain: {command: [d, ~]} | command",
                "drain: {command: [d]} | drain: ~ | hooks",
                "name: edge | name: ../edge | name: ../edge (expected: letters",
                "name: edge | name: [ | target.yaml:"
            })
    void isRefusedWithThePlace(String from, String to, String message) {
        var good = """
                name: edge
                urls: [http://127.0.0.1:8080]
                backends: {listen: [x:1-3]}
                declared: {algorithm: round-robin, workers: 2, weights: [1, 2, 3], detect-within: 3s}
                hooks: {drain: {command: [d]}, undrain: {command: [u]}}
                """;
        var bad = good.replace(from, to);
        assertThat(bad).isNotEqualTo(good);
        assertThatThrownBy(() -> read(bad))
                .isInstanceOf(TargetFile.InvalidException.class)
                .hasMessageContaining("target.yaml")
                .hasMessageContaining(message);
    }
}
