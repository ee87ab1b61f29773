package io.gauntlet.harness.foreign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** HAProxy, with two threads and with unchecked backups as its minimum of healthy hosts. */
class HaproxyIT {
    /** One or two of each suite: the whole catalogue is for the command line. */
    private static final Map<String, String> EXPECTED = Map.ofEntries(
            Map.entry("DIST-1", "PASS"),
            Map.entry("HEALTH-1", "PASS"),
            Map.entry("HEALTH-7", "PASS"),
            Map.entry("DRAIN-1", "SKIPPED"),
            Map.entry("DRAIN-8", "PASS"),
            Map.entry("STICK-1", "PASS"),
            Map.entry("LOAD-3", "PASS"),
            Map.entry("LOAD-5", "PASS"),
            Map.entry("NET-3", "PASS"),
            Map.entry("NET-11", "PASS"));

    @TempDir
    Path folder;

    @Test
    void passesWhatItsConfigurationPromises() throws Exception {
        var program = ForeignBalancer.find("haproxy");
        assumeTrue(program.isPresent(), "haproxy is not installed");
        try (var balancer =
                ForeignBalancer.start(program.get(), "haproxy.cfg", List.of("-db", "-f", "@CONFIG@"), folder)) {
            var verdicts = ForeignRun.verdicts(
                    balancer,
                    folder.resolve("runs"),
                    List.copyOf(EXPECTED.keySet()),
                    List.of("--affinity-cookie", "SERVERID", "--detect-within", "2100ms", "--return-within", "1600ms"));
            assertThat(verdicts).containsExactlyInAnyOrderEntriesOf(EXPECTED);
        }
    }
}
