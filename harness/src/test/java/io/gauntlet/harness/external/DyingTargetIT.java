package io.gauntlet.harness.external;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gauntlet.harness.process.ChildProcess;
import io.gauntlet.harness.process.Launch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A balancer that is killed while it is tested: its failure, not the harness's. */
class DyingTargetIT {
    private static final Duration START = Duration.ofSeconds(30);
    private static final int ENOUGH = 40;

    @TempDir
    Path folder;

    private ChildProcess balancer(List<String> backends) throws IOException {
        var members = backends.stream()
                .map(address ->
                        "{id: x" + address.substring(address.indexOf(':') + 1) + ", address: \"" + address + "\"}")
                .collect(Collectors.joining(", "));
        var config = Files.writeString(folder.resolve("lb.yaml"), """
                listeners: [{name: web, bind: "127.0.0.1:0", protocol: http, routes: [{pool: web}]}]
                pools:
                  - name: web
                    algorithm: round-robin
                    minimum-healthy-hosts: 1
                    backends: [%s]
                    health:
                      active: {type: http, path: /health/ready, interval: 500ms, timeout: 400ms, healthy-threshold: 2, unhealthy-threshold: 3, expected-status: [200]}
                """.formatted(members));
        return ChildProcess.start(Launch.java(
                "balancer",
                "io.gauntlet.lb.Main",
                List.of("-Xmx128m"),
                List.of(config.toString()),
                folder.resolve("lb.log")));
    }

    @Test
    void failsTheCheckUnderWayAndTheRunEndsInGoodOrder() throws Exception {
        var backends = TestingExample.freePorts(3).stream()
                .map(port -> "127.0.0.1:" + port)
                .toList();
        try (var balancer = balancer(backends)) {
            var url = "http://" + balancer.ready(START).get("web");
            var results = folder.resolve("runs");
            var running = CompletableFuture.supplyAsync(() -> run(results, url, backends));
            await().atMost(Duration.ofMinutes(2))
                    .failFast(running::isDone)
                    .until(() -> requestsOfLoad(results) > ENOUGH);
            balancer.kill();
            var run = running.get();
            assertThat(run.verdicts())
                    .as(run.told())
                    .containsOnlyKeys("LOAD-1", "NET-7")
                    .containsEntry("LOAD-1", "FAIL");
            assertThat(run.verdicts().get("NET-7")).isIn("FAIL", "INCONCLUSIVE");
            assertThat(run.reasons().toString()).doesNotContain("rig broke");
            assertThat(run.command().status()).isEqualTo(1);
            assertThat(run.command().errors()).isEmpty();
            assertThat(run.folder().resolve("report.html")).exists();
            assertThat(run.folder().resolve("junit.xml")).exists();
        }
    }

    private static TestingVerdicts run(Path results, String url, List<String> backends) {
        try {
            return TestingVerdicts.once(
                    results,
                    List.of("LOAD-1", "NET-7"),
                    List.of(
                            "--url",
                            url,
                            "--backend-listen",
                            String.join(",", backends),
                            "--target-rps",
                            "50",
                            "--return-within",
                            "2s"));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** What the client's ledger of LOAD-1 holds so far. */
    private static long requestsOfLoad(Path results) throws IOException {
        if (!Files.isDirectory(results)) {
            return 0;
        }
        try (var files = Files.find(results, 4, (path, file) -> path.endsWith("recording/LOAD-1/requests.csv"))) {
            var ledger = files.findFirst();
            if (ledger.isEmpty()) {
                return 0;
            }
            try (var lines = Files.lines(ledger.get())) {
                return lines.count();
            }
        }
    }
}
