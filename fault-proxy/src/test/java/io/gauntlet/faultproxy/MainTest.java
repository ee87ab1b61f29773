package io.gauntlet.faultproxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MainTest {

    private static final int PATIENCE_SECONDS = 60;

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void endProcesses() {
        started.forEach(Process::destroyForcibly);
    }

    private Process run(String... arguments) throws IOException {
        var command = new ArrayList<>(List.of(
                System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(List.of(arguments));
        var process = new ProcessBuilder(command).start();
        started.add(process);
        return process;
    }

    private static String firstLine(Process process) throws IOException {
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        return String.valueOf(out.readLine());
    }

    @Test
    void tellsItsPortAndStopsWhenInputEnds() throws Exception {
        var process = run("--port", "0", "--exit-on-eof", "--seed", "7");

        assertThat(firstLine(process)).matches("\\{\"ready\":\\{\"api\":\"127\\.0\\.0\\.1:[1-9]\\d*\"}}");
        process.getOutputStream().close();
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        assertThat(process.errorReader(StandardCharsets.UTF_8).lines()).anyMatch(line -> line.contains("seed 7"));
    }

    @Test
    void stopsOnSigterm() throws Exception {
        var process = run("--port", "0");
        firstLine(process);
        process.destroy();

        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isIn(0, 143);
    }

    @Test
    void takenPortIsOneClearLine() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var process = run("--port", String.valueOf(taken.getLocalPort()));

            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(2);
            assertThat(process.errorReader(StandardCharsets.UTF_8).lines())
                    .containsExactly("gauntlet-fault-proxy: cannot bind 127.0.0.1:" + taken.getLocalPort()
                            + ": address already in use (expected: a free port, or --port 0 for any)");
        }
    }

    @Test
    void wrongUsageIsOneClearLine() throws Exception {
        var process = run("--port", "many");

        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(2);
        assertThat(process.errorReader(StandardCharsets.UTF_8).lines())
                .singleElement()
                .asString()
                .startsWith("gauntlet-fault-proxy: ")
                .contains("--port", "many");
    }
}
