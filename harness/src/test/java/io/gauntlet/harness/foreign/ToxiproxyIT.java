package io.gauntlet.harness.foreign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import eu.rekawek.toxiproxy.ToxiproxyClient;
import io.gauntlet.faultproxy.FaultProxy;
import io.gauntlet.faultproxy.RealToxiproxy;
import io.gauntlet.harness.cli.TestingCommandLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code gauntlet run --toxiproxy}: the same verdicts whoever breaks the links. */
class ToxiproxyIT {
    /** One of each sort: bytes changed, connections ended, silence, and all of it taken back. */
    private static final List<String> CHECKS = List.of("NET-4", "NET-7", "NET-9", "NET-11");

    @TempDir
    Path folder;

    private JsonNode run(String server) throws IOException {
        var arguments = Stream.concat(
                        Stream.of(
                                "run",
                                "--profile",
                                "smoke",
                                "--target-rps",
                                "100",
                                "--results",
                                folder.toString(),
                                "--toxiproxy",
                                server),
                        CHECKS.stream())
                .toList();
        var command = TestingCommandLine.run(arguments);
        assertThat(command.status()).as(command.output() + command.errors()).isZero();
        try (var runs = Files.list(folder)) {
            var verdicts = runs.findFirst().orElseThrow().resolve("verdicts.json");
            return new ObjectMapper().readTree(verdicts.toFile());
        }
    }

    @Test
    void aRealToxiproxyBreaksLinksAsOursDoes() throws IOException {
        assumeTrue(RealToxiproxy.find().isPresent(), "no toxiproxy-server on the path or in TOXIPROXY_BINARY");
        var verdicts = run("binary");
        assertThat(verdicts.path("faultProxy").asText()).startsWith("binary ");
        assertThat(verdicts.path("verdicts").findValuesAsText("verdict")).containsOnly("PASS");
    }

    @Test
    void onAServerOfSomebodyElseNothingIsLeftAndNothingOfHisIsTouched() throws IOException {
        try (var server = FaultProxy.start()) {
            var client = new ToxiproxyClient("127.0.0.1", server.port());
            var his = client.createProxy("his", "127.0.0.1:0", "127.0.0.1:9");
            his.disable();
            var verdicts = run("http://127.0.0.1:" + server.port());
            assertThat(verdicts.path("faultProxy").asText()).startsWith("http://127.0.0.1:" + server.port() + " ");
            assertThat(verdicts.path("verdicts").findValuesAsText("verdict")).containsOnly("PASS");
            assertThat(client.getProxies()).hasSize(1);
            assertThat(client.getProxy("his").isEnabled()).isFalse();
        }
    }
}
