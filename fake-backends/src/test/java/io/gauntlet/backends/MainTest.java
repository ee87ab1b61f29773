package io.gauntlet.backends;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MainTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    Path directory;

    @Test
    void saysWhereItServesAndEndsWithItsInput() {
        assertThat(run("--backend", "b1=127.0.0.1:0", "--backend", "b2=[::1]:0", "--exit-on-eof"))
                .isZero();
        assertThat(text(out))
                .matches(
                        "\\{\"ready\":\\{\"control\":\"127\\.0\\.0\\.1:[1-9]\\d*\",\"b1\":\"127\\.0\\.0\\.1:[1-9]\\d*\","
                                + "\"b2\":\"\\[[0:]+1]:[1-9]\\d*\"}}\n");
        assertThat(text(err)).isEmpty();
    }

    @Test
    void makesTheJournalsItIsTold() {
        assertThat(run("--backend", "b1=127.0.0.1:0", "--journal", directory.toString(), "--exit-on-eof"))
                .isZero();
        Path shared = directory.resolve("all.csv");
        assertThat(run(
                        "--backend",
                        "b1=127.0.0.1:0",
                        "--backend",
                        "b2=127.0.0.1:0",
                        "--journal",
                        shared.toString(),
                        "--zero",
                        "17",
                        "--exit-on-eof"))
                .isZero();
        assertThat(directory.resolve("b1.csv")).content().startsWith("arrival,id,");
        assertThat(shared).content().hasLineCount(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "--control=127.0.0.1:0 | --backend: none (expected: at least one ID=HOST:PORT)",
                "--backend=b1 | --backend: \"b1\" (expected: ID=HOST:PORT, such as b1=127.0.0.1:9001)",
                "--backend==127.0.0.1:1 | --backend: id \"\" (expected: at most 64 of",
                "--backend=../x=127.0.0.1:1 | --backend: id \"../x\" (expected: at most 64 of",
                "--backend=control=127.0.0.1:1 | --backend: id \"control\" (expected: at most 64 of",
                "--backend=b1=127.0.0.1 | --backend: \"127.0.0.1\" (expected: HOST:PORT with a port from 0 to 65535)",
                "--backend=b1=127.0.0.1:65536 | --backend: \"127.0.0.1:65536\" (expected: HOST:PORT with",
                "--backend=b1=::1:80 | --backend: \"::1:80\" (expected: HOST:PORT with",
                "--backend=b1=no.such.host.invalid:80 | --backend: host \"no.such.host.invalid\" (expected: one that",
                "--backend=b1=127.0.0.1:0 --backend=b1=127.0.0.1:0 | --backend: id \"b1\" twice (expected: different ids)",
                "--backend=b1=127.0.0.1:0 --control=0.0.0.0:0 | --control: 0.0.0.0:0 (expected: a loopback address",
                "--backend=b1=127.0.0.1:0 --zero=-5 | --zero: -5 (expected: nanoseconds since the epoch, 0 or more)",
                "--backend=b1=127.0.0.1:0 --zero=x | Invalid value for option '--zero'",
                "--nonsense | Unknown option: '--nonsense'",
            })
    void aMistakeIsToldInOneLine(String arguments, String message) {
        assertThat(run(arguments.split(" "))).isEqualTo(2);
        assertThat(text(err))
                .startsWith("gauntlet-fake-backends: ")
                .contains(message)
                .hasLineCount(1);
        assertThat(text(out)).isEmpty();
    }

    @Test
    void aTakenPortIsToldAndNothingIsLeftRunning() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String address = "127.0.0.1:" + taken.getLocalPort();
            String line = "gauntlet-fake-backends: cannot bind " + address + ": address already in use\n";

            assertThat(run("--backend", "b1=127.0.0.1:0", "--backend", "b2=" + address))
                    .isEqualTo(2);
            assertThat(text(err)).isEqualTo(line);
            err.reset();
            assertThat(run("--backend", "b1=127.0.0.1:0", "--control", address)).isEqualTo(2);
            assertThat(text(err)).isEqualTo(line);
        }
    }

    @Test
    void aJournalThatCannotBeMadeIsTold() throws Exception {
        Path file = Files.createFile(directory.resolve("file"));
        assertThat(run(
                        "--backend",
                        "b1=127.0.0.1:0",
                        "--journal",
                        file.resolve("x").toString()))
                .isEqualTo(2);
        assertThat(text(err))
                .startsWith("gauntlet-fake-backends: --journal: journal " + file)
                .hasLineCount(1);
    }

    @Test
    void behavesFromTheStartAsTheFileSays() throws Exception {
        Path file =
                Files.writeString(directory.resolve("b.yaml"), "b1: {status: 503, rules: [{path: /a, then: {}}]}\n");
        assertThat(run("--backend", "b1=127.0.0.1:0", "--behaviours", file.toString(), "--exit-on-eof"))
                .isZero();
        assertThat(run("--backend", "b2=127.0.0.1:0", "--behaviours", file.toString()))
                .isEqualTo(2);
        assertThat(text(err))
                .contains("--behaviours: backend \"b1\" (expected one of: b2)")
                .hasLineCount(1);
        err.reset();
        Files.writeString(file, "b1: {colour: red}");
        assertThat(run("--backend", "b1=127.0.0.1:0", "--behaviours", file.toString()))
                .isEqualTo(2);
        assertThat(text(err)).contains(file + ": b1.colour: unknown key").hasLineCount(1);
        err.reset();
        Files.writeString(file, "b1: {ready: {database: true}}");
        assertThat(run("--backend", "b1=127.0.0.1:0", "--behaviours", file.toString()))
                .isEqualTo(2);
        assertThat(text(err))
                .contains("--behaviours: database: true (expected: false")
                .hasLineCount(1);
        err.reset();
        assertThat(run("--backend", "b1=127.0.0.1:0", "--database", "mysql:secret"))
                .isEqualTo(2);
        assertThat(text(err))
                .contains("--database: another URL (expected: one that")
                .doesNotContain("secret")
                .hasLineCount(1);
    }

    @Test
    void servesADatabaseUntilItsInputEnds() {
        assertThat(run("database", "--exit-on-eof")).isZero();
        assertThat(text(out))
                .matches("\\{\"ready\":\\{\"database\":\"127\\.0\\.0\\.1:\\d+\",\"control\":\"127\\.0\\.0\\.1:\\d+\","
                        + "\"url\":\"jdbc:h2:tcp://127\\.0\\.0\\.1:\\d+/mem:[^\"]+\"}}\n");
        assertThat(run("database", "--bind", "0.0.0.0:0")).isEqualTo(2);
        assertThat(text(err))
                .contains("--bind: 0.0.0.0:0 (expected: a loopback address)")
                .hasLineCount(1);
    }

    @Test
    void explainsItself() {
        PrintStream stdout = System.out;
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            assertThat(run("--help")).isZero();
            assertThat(text(out))
                    .contains(
                            "--backend=ID=HOST:PORT",
                            "--control",
                            "--journal",
                            "--zero",
                            "--exit-on-eof",
                            "--behaviours",
                            "--http2",
                            "--tls",
                            "--database");
            assertThat(run("--version")).isZero();
            assertThat(text(out)).contains("gauntlet-fake-backends ");
        } finally {
            System.setOut(stdout);
        }
    }

    private int run(String... arguments) {
        return Main.run(
                new ByteArrayInputStream(new byte[0]),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                arguments);
    }

    private static String text(ByteArrayOutputStream stream) {
        return stream.toString(StandardCharsets.UTF_8);
    }
}
