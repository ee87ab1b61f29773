package io.gauntlet.harness.foreign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** NGINX as it is free: two workers that share a zone, passive failures, no probes, no affinity. */
class NginxIT {
    @TempDir
    Path folder;

    @Test
    void passesWhatItCanAndIsAskedForNoMore() throws Exception {
        var program = ForeignBalancer.find("nginx");
        assumeTrue(program.isPresent(), "nginx is not installed");
        try (var balancer = ForeignBalancer.start(
                program.get(), "nginx.conf", List.of("-p", "@FOLDER@", "-c", "@CONFIG@"), folder)) {
            var verdicts = ForeignRun.verdicts(
                    balancer,
                    folder.resolve("runs"),
                    "--algorithm",
                    "round-robin",
                    "--workers",
                    "2",
                    "--detect-within",
                    "1s",
                    "--return-within",
                    "6200ms");
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
