package io.gauntlet.harness.external;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example for NGINX, whose pool is a file and whose API is a signal. */
class NginxHooksIT {
    @TempDir
    Path folder;

    @Test
    void theExamplePassesAndLeavesThePoolAsItWas() throws Exception {
        var nginx = TestingExample.find("nginx");
        assumeTrue(nginx.isPresent(), "nginx is not installed");
        var example = new TestingExample(folder);
        var config = example.copy("nginx.conf", "nginx.conf");
        var pool = example.copy("nginx-pool.conf", "pool.conf");
        var before = Files.readString(pool);
        example.copy("nginx-pool.sh", "nginx-pool.sh");
        var target = example.copy("nginx-signals.yaml", "target.yaml");
        try (var balancer = example.supervise(nginx.get().toString(), "-c", config.toString(), "-g", "daemon off;")) {
            var run = TestingVerdicts.run(
                    folder.resolve("runs"),
                    List.of("DRAIN-1", "DRAIN-2"),
                    List.of("--target", target.toString(), "--target-rps", "100"));
            assertThat(run.verdicts()).as(run.told()).isEqualTo(Map.of("DRAIN-1", "PASS", "DRAIN-2", "PASS"));
            assertThat(run.command().status()).isZero();
            assertThat(balancer.alive()).isTrue();
        }
        assertThat(pool).hasContent(before);
    }
}
