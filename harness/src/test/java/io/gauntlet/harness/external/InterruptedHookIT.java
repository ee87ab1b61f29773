package io.gauntlet.harness.external;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gauntlet.harness.process.HttpCalls;
import io.gauntlet.harness.target.EmbeddedTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ctrl-C while a backend of somebody's balancer is drained. */
class InterruptedHookIT {
    @TempDir
    Path folder;

    @Test
    void theBackendIsTakenBack() throws Exception {
        Map<String, String> backends = new LinkedHashMap<>();
        for (int port : TestingExample.freePorts(3)) {
            backends.put("b" + (backends.size() + 1), "127.0.0.1:" + port);
        }
        var done = Files.createFile(folder.resolve("done"));
        try (var balancer =
                new EmbeddedTarget(folder.resolve("lb"), new HttpCalls(), EmbeddedTarget.Program.REFERENCE)) {
            balancer.start(backends);
            Files.writeString(folder.resolve("target.yaml"), """
                    urls: ["%s"]
                    backends: {listen: ["%s"]}
                    hooks:
                      drain: {command: [sh, -c, "echo drain {backend} >> done"]}
                      undrain: {command: [sh, -c, "echo undrain {backend} >> done"]}
                    """.formatted(
                            balancer.url(), String.join("\", \"", backends.values())));
            var gauntlet = gauntlet();
            try {
                await().atMost(Duration.ofMinutes(2))
                        .failFast(() -> !gauntlet.isAlive())
                        .until(() -> Files.readString(done).startsWith("drain "));
                new ProcessBuilder("kill", "-INT", Long.toString(gauntlet.pid()))
                        .start()
                        .waitFor();
                assertThat(gauntlet.waitFor(1, TimeUnit.MINUTES)).isTrue();
            } finally {
                gauntlet.destroyForcibly();
            }
            assertThat(done).as(Files.readString(folder.resolve("output"))).hasContent("drain b2\nundrain b2");
        }
    }

    /** DRAIN-2 leans on no drain that was tried before, so the first drain is its own, with traffic under way. */
    private Process gauntlet() throws IOException {
        return new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.gauntlet.harness.cli.Main",
                        "run",
                        "DRAIN-2",
                        "--target",
                        folder.resolve("target.yaml").toString(),
                        "--target-rps",
                        "50",
                        "--results",
                        folder.resolve("runs").toString()))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile())
                .start();
    }
}
