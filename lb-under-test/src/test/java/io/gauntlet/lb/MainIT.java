package io.gauntlet.lb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.gauntlet.lb.mutant.MutantMain;
import io.gauntlet.lb.testing.Message;
import io.gauntlet.lb.testing.RawClient;
import io.gauntlet.lb.testing.Rig;
import io.gauntlet.lb.testing.TestingBackend;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The balancer as a process. */
class MainIT {
    private static final Pattern READY =
            Pattern.compile("\\{\"ready\":\\{\"admin\":\"127\\.0\\.0\\.1:\\d+\",\"web\":\"127\\.0\\.0\\.1:(\\d+)\"}}");

    @TempDir
    private Path directory;

    private Process start(Class<?> main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectError(directory.resolve("stderr").toFile())
                .start();
    }

    private Path config(TestingBackend backend) throws IOException {
        return Files.writeString(directory.resolve("lb.yaml"), Rig.yaml(List.of(backend)));
    }

    private String errors() throws IOException {
        return Files.readString(directory.resolve("stderr"));
    }

    private static InetSocketAddress awaitReady(BufferedReader out) throws IOException {
        String line = out.readLine();
        Matcher matcher = READY.matcher(String.valueOf(line));
        assertThat(matcher.matches()).as(line).isTrue();
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(matcher.group(1)));
    }

    private static BufferedReader out(Process process) {
        return new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    private static int exitStatus(Process process) throws InterruptedException {
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    @Test
    void stopsGracefullyOnSigterm() throws Exception {
        try (TestingBackend backend = TestingBackend.start("b1")) {
            Process process = start(Main.class, config(backend).toString());
            try (BufferedReader out = out(process);
                    RawClient client = RawClient.connect(awaitReady(out))) {
                var answer = TestingBackend.Behaviour.answer("late");
                backend.behaving((head, link, journal) -> {
                    // SIGTERM, and then some time: this request is in flight all the while.
                    process.toHandle().destroy();
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(300));
                    return answer.serve(head, link, journal);
                });
                Message last = client.send("GET", "/").read();
                assertThat(last.text()).isEqualTo("late");
                assertThat(exitStatus(process)).isZero();
                assertThat(out.readLine()).isNull();
                assertThat(errors()).contains("Balancer stopped");
            } finally {
                process.destroyForcibly();
            }
        }
    }

    /** What a process ignores its children ignore too, and Java leaves it at that. */
    private static boolean hangUpsAreIgnored() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return false;
        }
        try (var lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith("SigIgn:"))
                    .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 1) != 0);
        }
    }

    @Test
    void reloadsOnSighup() throws Exception {
        assumeFalse(hangUpsAreIgnored(), "these tests were started by nohup, whose children ignore SIGHUP");
        try (TestingBackend backend = TestingBackend.start("b1");
                TestingBackend other = TestingBackend.start("b2")) {
            Path file = config(backend);
            Process process = start(Main.class, file.toString());
            try (BufferedReader out = out(process);
                    RawClient client = RawClient.connect(awaitReady(out))) {
                assertThat(client.send("GET", "/").read().field("X-Backend")).contains("b1");
                Files.writeString(file, Files.readString(file).replace("pools:", "pols:"));
                hangUp(process);
                await().atMost(Duration.ofSeconds(20))
                        .until(() -> errors().contains("reload refused, version 1 serves on: " + file + ":3:1: "));
                assertThat(errors().lines().filter(line -> line.contains("reload refused")))
                        .singleElement()
                        .asString()
                        .contains("ERROR");
                assertThat(client.send("GET", "/").read().field("X-Backend")).contains("b1");
                Files.writeString(file, Rig.yaml(List.of(other)));
                hangUp(process);
                await().atMost(Duration.ofSeconds(20)).until(() -> errors().contains("version 2 "));
                assertThat(client.send("GET", "/").read().field("X-Backend")).contains("b2");
                process.destroy();
                assertThat(exitStatus(process)).isZero();
            } finally {
                process.destroyForcibly();
            }
        }
    }

    private static void hangUp(Process process) throws Exception {
        Process kill = new ProcessBuilder("kill", "-HUP", String.valueOf(process.pid())).start();
        assertThat(exitStatus(kill)).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sound", "truncation-hidden"})
    void stopsWhenItsInputEnds(String mutant) throws Exception {
        try (TestingBackend backend = TestingBackend.start("b1")) {
            String file = config(backend).toString();
            Process process = mutant.equals("sound")
                    ? start(Main.class, file, "--exit-on-eof")
                    : start(MutantMain.class, "--mutant", mutant, file, "--exit-on-eof");
            try (BufferedReader out = out(process)) {
                try (RawClient client = RawClient.connect(awaitReady(out))) {
                    assertThat(client.send("GET", "/").read().text()).isEqualTo("ok");
                }
                process.getOutputStream().close();
                assertThat(exitStatus(process)).isZero();
                assertThat(out.readLine()).isNull();
            } finally {
                process.destroyForcibly();
            }
        }
    }

    @Test
    void saysThatItsPortIsTaken() throws Exception {
        try (TestingBackend backend = TestingBackend.start("b1");
                var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String address = "127.0.0.1:" + taken.getLocalPort();
            Path file = config(backend);
            Files.writeString(file, Files.readString(file).replace("bind: 127.0.0.1:0", "bind: " + address));
            Process process = start(Main.class, file.toString());
            assertThat(exitStatus(process)).isEqualTo(2);
            assertThat(errors().lines().filter(line -> line.startsWith("gauntlet-lb:")))
                    .containsExactly("gauntlet-lb: cannot bind " + address + ": address already in use");
            assertThat(errors()).doesNotContain("Exception");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--nonsense", "check missing.yaml"})
    void refusesWrongUsageInOneLine(String arguments) throws Exception {
        Process process = start(Main.class, arguments.split(" ", -1));
        assertThat(exitStatus(process)).isEqualTo(2);
        assertThat(errors().lines()).singleElement().asString().startsWith("gauntlet-lb: ");
    }

    @Test
    void checksAConfiguration() throws Exception {
        try (TestingBackend backend = TestingBackend.start("b1")) {
            Path file = config(backend);
            Process process = start(Main.class, "check", file.toString());
            assertThat(exitStatus(process)).isZero();
            assertThat(out(process).readLine()).isEqualTo(file + ": valid");
            Files.writeString(file, Files.readString(file).replace("listeners", "listners"));
            Process failing = start(Main.class, "check", file.toString());
            assertThat(exitStatus(failing)).isEqualTo(2);
            assertThat(errors())
                    .isEqualTo("gauntlet-lb: " + file + ":1:1: unknown key 'listners' (did you mean 'listeners'?)\n");
        }
    }
}
