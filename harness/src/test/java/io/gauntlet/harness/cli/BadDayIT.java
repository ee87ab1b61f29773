package io.gauntlet.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.gauntlet.harness.run.RunFolder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a run does when something is wrong that is not the target's requirement. */
class BadDayIT {
    @TempDir
    Path folder;

    private String results() {
        return folder.resolve("runs").toString();
    }

    private RunFolder run() throws IOException {
        try (var runs = Files.list(folder.resolve("runs"))) {
            return new RunFolder(runs.findFirst().orElseThrow());
        }
    }

    private JsonNode verdicts() throws IOException {
        return new ObjectMapper()
                .readTree(run().path().resolve("verdicts.json").toFile())
                .path("verdicts");
    }

    /** What a process ignores its children ignore too, and Java leaves it at that. */
    private static boolean interruptsAreIgnored() throws IOException {
        var status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return false;
        }
        try (var lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith("SigIgn:"))
                    .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 1 << (2 - 1)) != 0);
        }
    }

    @ParameterizedTest
    @CsvSource({"INT, 130", "TERM, 143"})
    void aSignalEndsTheRunAndLeavesWhatWasRecorded(String signal, int status) throws Exception {
        assumeFalse(
                signal.equals("INT") && interruptsAreIgnored(),
                "these tests were started in the background of a shell, whose children ignore SIGINT");
        try (var gauntlet = GauntletProcess.start(
                folder, Map.of(), "run", "--results", results(), "--target-rps", "50", "LOAD-1", "NET-4")) {
            gauntlet.awaitFirstCheck();
            var recording = run().recording("LOAD-1");
            org.awaitility.Awaitility.await()
                    .until(() -> recording.read().attempts().size() > 50);
            gauntlet.signal(signal);
            assertThat(gauntlet.exit()).isEqualTo(status);
            gauntlet.assertNothingIsLeft();
            assertThat(recording.read().attempts()).hasSizeGreaterThan(50);
            assertThat(recording.read().arrivals()).hasSizeGreaterThan(50);
            assertThat(verdicts().findValuesAsText("verdict")).containsExactly("INCONCLUSIVE", "INCONCLUSIVE");
            assertThat(run().path().resolve("report.html")).exists();
        }
    }

    @Test
    void aKillLeavesNoChildAndAReadableRecording() throws Exception {
        try (var gauntlet = GauntletProcess.start(
                folder, Map.of(), "run", "--results", results(), "--target-rps", "50", "LOAD-1")) {
            gauntlet.awaitFirstCheck();
            var recording = run().recording("LOAD-1");
            org.awaitility.Awaitility.await()
                    .until(() -> recording.read().attempts().size() > 50);
            gauntlet.signal("KILL");
            assertThat(gauntlet.exit()).isEqualTo(137);
            gauntlet.assertNothingIsLeft();
            assertThat(recording.read().arrivals()).hasSizeGreaterThan(50);
            var judged = TestingCommandLine.run("judge", run().path().toString());
            assertThat(judged.status()).as(judged.errors()).isEqualTo(3);
        }
    }

    @Test
    void twoRunsAtOnceDoNotDisturbEachOther() throws Exception {
        String[] arguments = {"run", "--results", results(), "--profile", "smoke", "--target-rps", "50", "DIST-1"};
        try (var one = GauntletProcess.start(folder, Map.of(), arguments);
                var other = GauntletProcess.start(folder, Map.of(), arguments)) {
            assertThat(one.exit()).as(one.output()).isIn(0, 3);
            assertThat(other.exit()).as(other.output()).isIn(0, 3);
            assertThat(one.output()).contains("DIST-1").contains(" 0 FAIL");
            assertThat(other.output()).contains("DIST-1").contains(" 0 FAIL");
        }
        try (var runs = Files.list(folder.resolve("runs"))) {
            assertThat(runs).hasSize(2);
        }
    }

    @Test
    void anInjectorThatCannotKeepUpIsInconclusiveAndNeverAFailure() throws IOException {
        var command = TestingCommandLine.run(
                "run", "--results", results(), "--profile", "smoke", "--target-rps", "60000", "LOAD-1");
        assertThat(command.status()).as(command.output()).isEqualTo(3);
        assertThat(verdicts().findValuesAsText("verdict")).containsOnly("INCONCLUSIVE");
    }

    @Test
    void aTargetThatAnswersEverythingWith503Fails() throws Exception {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(503, -1);
            exchange.close();
        });
        server.start();
        try {
            int port = freePort();
            var command = TestingCommandLine.run(
                    "run",
                    "--url",
                    "http://127.0.0.1:" + server.getAddress().getPort(),
                    "--backend-listen",
                    "127.0.0.1:" + port + ",127.0.0.1:" + freePort(),
                    "--results",
                    results(),
                    "--profile",
                    "smoke",
                    "--target-rps",
                    "50",
                    "--detect-within",
                    "1s",
                    "LOAD-1",
                    "DIST-1");
            assertThat(command.status()).as(command.output()).isEqualTo(1);
            assertThat(command.output()).contains("not all backends answer").contains("status 503");
            assertThat(verdicts().findValuesAsText("verdict")).containsExactly("INCONCLUSIVE", "FAIL");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void aUrlWhereNobodyListensIsAUsageError() throws IOException {
        var command = TestingCommandLine.run(
                "run",
                "--url",
                "http://127.0.0.1:" + freePort(),
                "--backend-listen",
                "127.0.0.1:" + freePort() + ",127.0.0.1:" + freePort(),
                "--results",
                results(),
                "LOAD-1");
        assertThat(command.status()).isEqualTo(2);
        assertThat(command.errors()).contains("expected: a running balancer").doesNotContain("\tat ");
    }

    @Test
    void aPortInUseIsAUsageError() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var command = TestingCommandLine.run(
                    "run",
                    "--url",
                    "http://127.0.0.1:" + freePort(),
                    "--backend-listen",
                    "127.0.0.1:" + taken.getLocalPort() + ",127.0.0.1:" + freePort(),
                    "--results",
                    results(),
                    "LOAD-1");
            assertThat(command.status()).as(command.output()).isEqualTo(2);
            assertThat(command.errors())
                    .contains("cannot listen on 127.0.0.1:" + taken.getLocalPort())
                    .contains("address already in use")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void aBackendThatNeverStartsMakesEverythingInconclusive() throws Exception {
        try (var gauntlet = GauntletProcess.start(
                folder,
                Map.of("GAUNTLET_CHILD_JAVA_OPTS", "-XX:NoSuchFlag"),
                "run",
                "--results",
                results(),
                "LOAD-1")) {
            assertThat(gauntlet.exit()).isEqualTo(3);
            assertThat(gauntlet.output())
                    .contains("did not start")
                    .contains("NoSuchFlag")
                    .doesNotContain("\tat ");
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Test
    void aStoredRunIsJudgedAgainWithOtherLimits() throws IOException {
        var command = TestingCommandLine.run(
                "run", "--results", results(), "--profile", "smoke", "--target-rps", "50", "LOAD-1");
        assertThat(command.status()).as(command.output()).isIn(0, 3);
        var stored = run().path().toString();
        assertThat(TestingCommandLine.run("judge", stored).status()).isEqualTo(command.status());
        if (command.status() == 0) {
            var strict = TestingCommandLine.run(List.of("judge", stored, "--max-p99", "0.001ms"));
            assertThat(strict.status()).isEqualTo(1);
            assertThat(strict.output()).contains("FAIL").contains("p99 latency");
        }
    }
}
