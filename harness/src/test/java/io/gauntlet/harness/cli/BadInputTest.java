package io.gauntlet.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A user's mistake gives one clear line and status 2, before anything is started. */
class BadInputTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "run --target-rps -5 | target-rps: -5.0 (expected: 1 to 1000000)",
                "run --target-rps nonsense | nonsense",
                "run --target-rps NaN | target-rps: NaN",
                "run --headroom 0.5 | headroom: 0.5 (expected: 1 to 10)",
                "run --max-error-rate 101 | max-error-rate: 1.01",
                "run --max-p99 soon | expected: a duration such as 250ms",
                "run --profile fast | --profile: fast (expected: one of smoke, ci, full)",
                "run NOPE-1 | check: NOPE-1 (expected: one of DIST-1",
                "run --backend-listen 127.0.0.1:9001-9003 | --backend-listen, --backend-header and --path go with --url",
                "run --url http://127.0.0.1:9 --path nonsense | --path: nonsense (expected: a path that begins with /",
                "run --url http://127.0.0.1:9 --url https://127.0.0.1:9 | expected: all http or all https",
                "run --url http://127.0.0.1:9 --url http://127.0.0.1:9 | each of them once",
                "run --url http://203.0.113.7 | --url: http://203.0.113.7 is neither loopback nor a private address",
                "run --url http://[2001:db8::1]:80 | is neither loopback nor a private address",
                "run --url http://127.0.0.1:9 --weights 1,2 | --weights goes with --backend-listen",
                "run --lb nonsense | --lb: nonsense (expected: one of haproxy, nginx",
                "run --lb haproxy --url http://127.0.0.1:9 | --lb, --url and --target are targets (expected: one of them)",
                "run --lb haproxy --lb-from moon | --lb-from: moon (expected: binary or container)",
                "run --lb haproxy --lb-program /nowhere/haproxy | --lb: haproxy: /nowhere/haproxy can't be run",
                "run --lb-config /nowhere | --lb-config, --lb-program and --lb-tls go with --lb NAME",
                "run --target /nowhere.yaml --detect-within 2s | --target says what the balancer is declared to do",
                "run --target /nowhere.yaml | --target: /nowhere.yaml (expected: a file that can be read)",
                "run --url http://127.0.0.1:9 --backend-listen 127.0.0.1 | expected: HOST:PORT or HOST:FROM-TO",
                "run --url http://127.0.0.1:9 --backend-listen 127.0.0.1:9003-9001 | expected: HOST:PORT or HOST:FROM-TO",
                "run --url ftp://127.0.0.1:9 --backend-listen 127.0.0.1:9001-9003 | expected: http://HOST:PORT",
                "run --url http://127.0.0.1:9 --backend-listen 127.0.0.1:9001-9003 --weights 1,2 | one for each of the 3",
                "run --url http://127.0.0.1:9 --backend-listen 127.0.0.1:9001-9003 --algorithm best | --algorithm: best",
                "run --url http://127.0.0.1:9 --backend-listen 127.0.0.1:9001-9003 --max-in-flight -1 | --max-in-flight: -1 (expected: 1 to",
                "run --url http://127.0.0.1:9 --backend-listen 127.0.0.1:9001-9003 --answer-within 1h | a duration such as",
                "run --url http://127.0.0.1:9 --backend-listen 127.0.0.1:9001-9003 --answer-within 11m | --answer-within: PT11M",
                "run --toxiproxy docker | toxiproxy: docker (expected: embedded, binary, container, or the URL",
                "run --toxiproxy http://192.0.2.1:8474 | the fake backends listen on loopback alone",
                "run --toxiproxy http://127.0.0.1:9 | no Toxiproxy answers there",
                "judge /nowhere | /nowhere/run.json (expected: the run.json of a run)",
                "nonsense | nonsense"
            })
    void isRefused(String arguments, String message) {
        var command = TestingCommandLine.run(arguments.split(" "));
        assertThat(command.status()).as(command.errors()).isEqualTo(2);
        assertThat(command.errors()).contains(message).doesNotContain("\tat ");
    }

    @Test
    void resultsThatCannotBeWrittenAreRefused() throws IOException {
        var file = Files.writeString(folder.resolve("file"), "not a folder");
        var command =
                TestingCommandLine.run("run", "--results", file.resolve("runs").toString());
        assertThat(command.status()).isEqualTo(2);
        assertThat(command.errors()).contains("results: ").contains("expected: a folder that can be written to");
    }

    @Test
    void everyCommandHasHelpThatFitsAnOldTerminal() {
        for (var name : List.of("run", "judge", "checks")) {
            var command = TestingCommandLine.run(name, "--help");
            assertThat(command.status()).isZero();
            assertThat(command.output().lines()).allMatch(line -> line.length() <= 80);
        }
    }

    @Test
    void checksPrintsTheCatalogue() {
        var command = TestingCommandLine.run("checks", "draining");
        assertThat(command.status()).isZero();
        assertThat(command.output()).contains("DRAIN-1").contains("DRAIN-2").doesNotContain("DIST-1");
    }
}
