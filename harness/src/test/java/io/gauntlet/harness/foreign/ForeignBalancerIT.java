package io.gauntlet.harness.foreign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.gauntlet.harness.cli.TestingCommandLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code gauntlet run --url} against balancers that somebody else wrote. */
class ForeignBalancerIT {
    @TempDir
    Path folder;

    private Map<String, String> verdicts(ForeignBalancer balancer, int expectedStatus, String... declared)
            throws IOException {
        var results = folder.resolve("runs");
        List<String> arguments = new ArrayList<>(List.of(
                "run",
                "--url",
                balancer.url(),
                "--backend-listen",
                balancer.backendListen(),
                "--profile",
                "smoke",
                "--max-p99",
                "500ms",
                "--results",
                results.toString(),
                "--algorithm",
                "round-robin",
                "--workers",
                "2"));
        arguments.addAll(List.of(declared));
        var command = TestingCommandLine.run(arguments);
        assertThat(command.status()).as(command.output()).isEqualTo(expectedStatus);
        Map<String, String> verdicts = new LinkedHashMap<>();
        try (var runs = Files.list(results)) {
            var run = runs.findFirst().orElseThrow();
            assertThat(run.resolve("report.html")).exists();
            assertThat(run.resolve("junit.xml")).exists();
            for (var verdict : new ObjectMapper()
                    .readTree(run.resolve("verdicts.json").toFile())
                    .path("verdicts")) {
                verdicts.put(
                        verdict.path("check").asText(), verdict.path("verdict").asText());
            }
        }
        return verdicts;
    }

    @Test
    void haproxyPassesWhatItsConfigurationPromises() throws Exception {
        var program = ForeignBalancer.find("haproxy");
        assumeTrue(program.isPresent(), "haproxy is not installed");
        try (var haproxy =
                ForeignBalancer.start(program.get(), "haproxy.cfg", List.of("-db", "-f", "@CONFIG@"), folder)) {
            var verdicts = verdicts(
                    haproxy,
                    0,
                    "--affinity-cookie",
                    "SERVERID",
                    "--detect-within",
                    "2100ms",
                    "--return-within",
                    "1600ms");
            assertThat(verdicts)
                    .containsExactlyInAnyOrderEntriesOf(Map.ofEntries(
                            Map.entry("DIST-1", "PASS"),
                            Map.entry("DIST-2", "SKIPPED"),
                            Map.entry("HEALTH-1", "PASS"),
                            Map.entry("HEALTH-6", "PASS"),
                            Map.entry("HEALTH-7", "PASS"),
                            Map.entry("DRAIN-1", "SKIPPED"),
                            Map.entry("DRAIN-2", "SKIPPED"),
                            Map.entry("STICK-1", "PASS"),
                            Map.entry("STICK-2", "SKIPPED"),
                            Map.entry("LOAD-1", "PASS"),
                            Map.entry("LOAD-2", "PASS"),
                            Map.entry("LOAD-3", "PASS"),
                            Map.entry("NET-4", "PASS")));
        }
    }

    @Test
    void nginxPassesWhatItCanAndIsAskedForNoMore() throws Exception {
        var program = ForeignBalancer.find("nginx");
        assumeTrue(program.isPresent(), "nginx is not installed");
        try (var nginx = ForeignBalancer.start(
                program.get(), "nginx.conf", List.of("-p", "@FOLDER@", "-c", "@CONFIG@"), folder)) {
            var verdicts = verdicts(nginx, 0, "--detect-within", "1s", "--return-within", "6200ms");
            assertThat(verdicts)
                    .containsExactlyInAnyOrderEntriesOf(Map.ofEntries(
                            Map.entry("DIST-1", "PASS"),
                            Map.entry("DIST-2", "SKIPPED"),
                            Map.entry("HEALTH-1", "PASS"),
                            Map.entry("HEALTH-6", "PASS"),
                            Map.entry("HEALTH-7", "SKIPPED"),
                            Map.entry("DRAIN-1", "SKIPPED"),
                            Map.entry("DRAIN-2", "SKIPPED"),
                            Map.entry("STICK-1", "SKIPPED"),
                            Map.entry("STICK-2", "SKIPPED"),
                            Map.entry("LOAD-1", "PASS"),
                            Map.entry("LOAD-2", "PASS"),
                            Map.entry("LOAD-3", "PASS"),
                            Map.entry("NET-4", "PASS")));
        }
    }
}
