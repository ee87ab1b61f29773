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
    /** One or two of each suite: the whole catalogue is for the command line. */
    private static final Map<String, String> EXPECTED = Map.ofEntries(
            Map.entry("DIST-1", "PASS"),
            Map.entry("HEALTH-7", "SKIPPED"),
            Map.entry("DRAIN-1", "SKIPPED"),
            Map.entry("STICK-1", "SKIPPED"),
            Map.entry("LOAD-3", "PASS"),
            Map.entry("LOAD-9", "PASS"),
            Map.entry("NET-2", "PASS"),
            Map.entry("NET-4", "PASS"),
            Map.entry("NET-5", "PASS"));

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
                    List.copyOf(EXPECTED.keySet()),
                    List.of("--detect-within", "1s", "--return-within", "6200ms"));
            assertThat(verdicts).containsExactlyInAnyOrderEntriesOf(EXPECTED);
        }
    }
}
