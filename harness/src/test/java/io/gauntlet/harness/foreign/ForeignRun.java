package io.gauntlet.harness.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.gauntlet.harness.cli.TestingCommandLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code gauntlet run --url} against a balancer that somebody else wrote. */
final class ForeignRun {
    private ForeignRun() {}

    /** Runs checks, which must end with status 0, and returns the verdicts that stand in the run's folder. */
    static Map<String, String> verdicts(
            ForeignBalancer balancer, Path results, List<String> checks, List<String> declared) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("run"));
        arguments.addAll(checks);
        arguments.addAll(List.of(
                "--url",
                balancer.url(),
                "--backend-listen",
                balancer.backendListen(),
                "--profile",
                "smoke",
                "--target-rps",
                "100",
                "--max-p99",
                "500ms",
                "--algorithm",
                "round-robin",
                "--workers",
                "2",
                "--answer-within",
                "3s",
                "--max-in-flight",
                "64",
                "--results",
                results.toString()));
        arguments.addAll(declared);
        var command = TestingCommandLine.run(arguments);
        assertThat(command.status()).as(command.output() + command.errors()).isZero();
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
}
