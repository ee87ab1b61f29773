package io.gauntlet.harness.external;

import static org.assertj.core.api.Assertions.assertThat;

import io.gauntlet.harness.process.HttpCalls;
import io.gauntlet.harness.target.EmbeddedTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hooks that acknowledge and do nothing: no check may pass by them. */
class LyingHookIT {
    @TempDir
    Path folder;

    @Test
    void aDrainThatIsNoDrainTellsNothingButFailsTheCheckOfDrains() throws Exception {
        var run = run(
                List.of("DRAIN-1", "DRAIN-2", "DRAIN-5"),
                "drain: {command: [\"true\"]}",
                "undrain: {command: [\"true\"]}");
        assertThat(run.verdicts())
                .as(run.told())
                .isEqualTo(Map.of("DRAIN-1", "INCONCLUSIVE", "DRAIN-2", "FAIL", "DRAIN-5", "INCONCLUSIVE"));
        assertThat(List.of(
                        run.reasons().getOrDefault("DRAIN-1", ""), run.reasons().getOrDefault("DRAIN-5", "")))
                .allMatch(reason -> reason.matches("the drain of b\\d was acknowledged, yet \\d+ of 24 requests after"
                        + " it were answered by b\\d"));
        assertThat(run.command().status()).isEqualTo(1);
    }

    @Test
    void aDrainThatCannotBeUndoneIsToldOfByEveryCheckAfterIt() throws Exception {
        var run = run(
                List.of("DRAIN-1", "STICK-2"),
                "drain: {command: [\"true\"]}",
                "undrain: {command: [sh, -c, \"echo no such backend {backend}; exit 7\"]}",
                "restart: {command: [\"true\"]}");
        assertThat(run.verdicts())
                .as(run.told())
                .isEqualTo(Map.of("DRAIN-1", "INCONCLUSIVE", "STICK-2", "INCONCLUSIVE"));
        assertThat(run.reasons().get("DRAIN-1"))
                .matches("its control fails: hook undrain \\(sh\\): exit status 7: no such backend b\\d");
        assertThat(run.reasons().get("STICK-2"))
                .matches("the rig broke: hook undrain \\(sh\\): exit status 7: no such backend b\\d");
        assertThat(run.command().status()).isEqualTo(3);
    }

    private TestingVerdicts run(List<String> checks, String... hooks) throws IOException {
        Map<String, String> backends = new LinkedHashMap<>();
        for (int port : TestingExample.freePorts(3)) {
            backends.put("b" + (backends.size() + 1), "127.0.0.1:" + port);
        }
        try (var balancer =
                new EmbeddedTarget(folder.resolve("lb"), new HttpCalls(), EmbeddedTarget.Program.REFERENCE)) {
            balancer.start(backends);
            var file = Files.writeString(folder.resolve("target.yaml"), """
                    urls: ["%s"]
                    backends: {listen: ["%s"]}
                    declared:
                      algorithm: round-robin
                      affinity-cookie: SERVERID
                      detect-within: 2100ms
                      return-within: 1600ms
                      answer-within: 3s
                    hooks:
                      %s
                    """.formatted(
                            balancer.url(), String.join("\", \"", backends.values()), String.join("\n  ", hooks)));
            return TestingVerdicts.run(
                    folder.resolve("runs"), checks, List.of("--target", file.toString(), "--target-rps", "100"));
        }
    }
}
