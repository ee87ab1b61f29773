package io.gauntlet.harness.external;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example for HAProxy, with hooks over its runtime API. */
class HaproxyHooksIT {
    @TempDir
    Path folder;

    @Test
    void theExamplePasses() throws Exception {
        var haproxy = TestingExample.find("haproxy");
        assumeTrue(haproxy.isPresent(), "haproxy is not installed");
        assumeTrue(TestingExample.find("socat").isPresent(), "socat is not installed");
        var example = new TestingExample(folder);
        var config = example.copy("haproxy.cfg", "haproxy.cfg");
        example.copy("haproxy-pool.sh", "haproxy-pool.sh");
        var target = example.copy("haproxy-socket.yaml", "target.yaml");
        Files.createFile(folder.resolve("servers.state"));
        try (var balancer = example.supervise(
                haproxy.get().toString(),
                "-W",
                "-db",
                "-p",
                folder.resolve("haproxy.pid").toString(),
                "-f",
                config.toString())) {
            var run = TestingVerdicts.run(
                    folder.resolve("runs"),
                    List.of("DRAIN-1", "DRAIN-2", "STICK-2"),
                    List.of("--target", target.toString(), "--target-rps", "100"));
            assertThat(run.verdicts())
                    .as(run.told())
                    .isEqualTo(Map.of("DRAIN-1", "PASS", "DRAIN-2", "PASS", "STICK-2", "PASS"));
            assertThat(run.command().status()).isZero();
            assertThat(balancer.alive()).isTrue();
        }
    }
}
