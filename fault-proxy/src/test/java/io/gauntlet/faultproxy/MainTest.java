package io.gauntlet.faultproxy;

import static org.assertj.core.api.Assertions.assertThat;

import eu.rekawek.toxiproxy.ToxiproxyClient;
import eu.rekawek.toxiproxy.model.ToxicDirection;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    @Test
    void takesTheOriginalsOptionsWithOneDashAndAConfiguration(@TempDir Path folder) throws Exception {
        var config = Files.writeString(
                folder.resolve("proxies.json"),
                "[{\"name\": \"web\", \"listen\": \"[::1]:0\", \"upstream\": \"localhost:9\"}]");
        var process = run("-host=::1", "-port", "0", "-seed=7", "-proxy-metrics", "-config", config.toString());

        var ready = firstLine(process);
        assertThat(ready).matches("\\{\"ready\":\\{\"api\":\"\\[::1]:[1-9]\\d*\"}}");
        var api = "http://" + ready.substring(ready.indexOf("[::1]"), ready.lastIndexOf('"'));
        assertThat(get(api + "/proxies")).contains("\"web\"", "\"listen\":\"[::1]:");
        assertThat(get(api + "/metrics")).contains("proxy=\"web\"");
    }

    private static String get(String uri) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(uri)).build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[{\"name\": \"a\"}] | missing required field: upstream at proxy 1",
                "{bad | bad request body: invalid character 'b' looking for beginning of object key string",
                "[{\"name\": \"a\", \"upstream\": \"x:1\", \"listen\": \"nowhere\"}] | listen tcp: address nowhere: missing port in address"
            })
    void wrongConfigurationIsOneClearLine(String content, String complaint, @TempDir Path folder) throws Exception {
        var config = Files.writeString(folder.resolve("proxies.json"), content);

        assertThat(complaintOf("--port", "0", "--config", config.toString()))
                .isEqualTo(
                        "gauntlet-fault-proxy: --config " + config + ": " + complaint
                                + " (expected: [{\"name\": ..., \"listen\": \"host:port\", \"upstream\": \"host:port\"}, ...])");
    }

    @Test
    void missingConfigurationIsOneClearLine(@TempDir Path folder) throws Exception {
        var config = folder.resolve("nothing.json");

        assertThat(complaintOf("--port", "0", "--config", config.toString()))
                .isEqualTo("gauntlet-fault-proxy: --config " + config + ": no such file (expected: a readable file)");
    }

    private String complaintOf(String... arguments) throws Exception {
        var process = run(arguments);
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(2);
        return process.errorReader(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.contains(" INFO "))
                .reduce((first, second) -> first + "\n" + second)
                .orElse("");
    }

    @Test
    void endsWithLiveConnectionsAtOnceAndClosesThem() throws Exception {
        try (var echo = TestingServer.echo()) {
            var process = run("--port", "0", "--exit-on-eof");
            var ready = firstLine(process);
            int api = Integer.parseInt(ready.substring(ready.lastIndexOf(':') + 1, ready.lastIndexOf('"')));
            var proxy = new ToxiproxyClient("127.0.0.1", api).createProxy("p", "127.0.0.1:0", echo.address());
            proxy.toxics().latency("late", ToxicDirection.DOWNSTREAM, 60_000);
            try (var client = TestingClient.connect(proxy.getListen())) {
                client.send("held").next(TestingClient.SILENCE);
                process.destroy();

                assertThat(client.next()).isIn("FIN", "RST");
                assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            }
        }
    }
}
