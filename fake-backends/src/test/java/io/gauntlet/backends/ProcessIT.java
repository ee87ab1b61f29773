package io.gauntlet.backends;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gauntlet.backends.database.DatabaseServer;
import io.gauntlet.backends.journal.JournalRows;
import io.gauntlet.backends.server.RawClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program as a process of its own, which can be killed for real. */
class ProcessIT {

    private static final int SIGTERM_STATUS = 143;

    @TempDir
    Path directory;

    private Process process;
    private JsonNode ready;

    @BeforeEach
    void start() throws IOException {
        process = launch();
        ready = readyLine(process);
    }

    private Process launch() throws IOException {
        return launch(Map.of());
    }

    private Process launch(Map<String, String> environment) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "--backend=b1=127.0.0.1:0",
                        "--journal=" + directory,
                        "--exit-on-eof")
                .redirectError(directory.resolve("err.txt").toFile());
        builder.environment().putAll(environment);
        return builder.start();
    }

    private static JsonNode readyLine(Process launched) throws IOException {
        return new JsonMapper().readTree(launched.inputReader().readLine()).get("ready");
    }

    @AfterEach
    void stop() throws Exception {
        process.destroyForcibly().waitFor();
    }

    @Test
    void endsWithItsInput() throws Exception {
        process.getOutputStream().close();
        assertThat(exitStatus()).isZero();
        assertThat(directory.resolve("err.txt")).isEmptyFile();
    }

    @Test
    void letsARequestFinishOnSigterm() throws Exception {
        behave("{\"delayMillis\":500}");
        try (RawClient client = connect()) {
            client.get("/work");
            await().until(() -> requests().size() == 1);
            // Without closing its input, as Process.destroy() would.
            process.toHandle().destroy();
            assertThat(client.readHead()).startsWith("HTTP/1.1 200 ");
        }
        assertThat(exitStatus()).isEqualTo(SIGTERM_STATUS);
        assertThat(requests().get(0)).containsEntry("outcome", "answered");
    }

    @Test
    void aSignalAndTheEndOfInputAtOnceAreStillGraceful() throws Exception {
        behave("{\"delayMillis\":500}");
        try (RawClient client = connect()) {
            client.get("/work");
            await().until(() -> requests().size() == 1);
            process.getOutputStream().close();
            process.toHandle().destroy();
            assertThat(client.readHead()).startsWith("HTTP/1.1 200 ");
        }
        assertThat(exitStatus()).isIn(0, SIGTERM_STATUS);
        assertThat(requests().get(0)).containsEntry("outcome", "answered");
    }

    @Test
    void doesNotWaitForHangingRequestsOnSigterm() throws Exception {
        behave("{\"hang\":\"before_head\"}");
        try (RawClient client = connect()) {
            client.get("/work");
            await().until(() -> requests().size() == 1);
            process.toHandle().destroy();
            assertThat(exitStatus()).isEqualTo(SIGTERM_STATUS);
        }
        assertThat(requests().get(0)).containsEntry("outcome", "cut_by_us");
    }

    @Test
    void aKillLosesNothingOfTheJournal() throws Exception {
        try (RawClient client = connect();
                RawClient open = connect()) {
            for (int i = 0; i < 50; i++) {
                client.get("/" + i).readHead();
                client.read(64);
            }
            behave("{\"hang\":\"after_head\"}");
            open.get("/open").readHead();
            process.destroyForcibly().waitFor();
        }
        List<Map<String, String>> before = requests();
        assertThat(before).hasSize(51);
        assertThat(before.subList(0, 50)).allSatisfy(row -> assertThat(row).containsEntry("outcome", "answered"));
        assertThat(before.get(50)).containsEntry("path", "/open").containsEntry("outcome", "");

        process = launch();
        ready = readyLine(process);
        try (RawClient client = connect()) {
            client.get("/after").readHead();
        }
        List<Map<String, String>> after = requests();
        assertThat(after).hasSize(52);
        assertThat(after).extracting(row -> row.get("arrival")).doesNotHaveDuplicates();
        assertThat(after).extracting(row -> row.get("connection")).doesNotContainNull();
    }

    @Test
    void crashHaltsAtOnce() throws Exception {
        behave("{\"hang\":\"before_head\"}");
        try (RawClient client = connect()) {
            client.get("/open");
            await().until(() -> requests().size() == 1);
            var answer = HttpClient.newHttpClient()
                    .sendAsync(
                            control("/backends/b1/crash")
                                    .POST(BodyPublishers.noBody())
                                    .build(),
                            BodyHandlers.ofString());
            assertThat(exitStatus()).isEqualTo(137);
            assertThat(answer).failsWithin(Duration.ofSeconds(10));
        }
        assertThat(requests().get(0)).containsEntry("outcome", "");
    }

    @Test
    void aBehaviourMayEndTheProcess() throws Exception {
        behave("{\"crashAfter\":2}");
        try (RawClient client = connect()) {
            client.get("/first").readHead();
            client.read(64);
            client.get("/second");
            assertThat(exitStatus()).isEqualTo(137);
        }
        assertThat(requests())
                .extracting(row -> row.get("path") + " " + row.get("outcome"))
                .containsExactly("/first answered", "/second ");
    }

    @Test
    void theDatabaseIsTakenFromTheEnvironment() throws Exception {
        try (DatabaseServer database =
                DatabaseServer.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            stop();
            process = launch(Map.of("GAUNTLET_DATABASE", database.url("127.0.0.1")));
            ready = readyLine(process);
            behave("{\"ready\":{\"database\":true}}");
            try (RawClient client = connect()) {
                assertThat(client.get("/health/ready").readHead()).startsWith("HTTP/1.1 200 ");
            }
        }
        try (RawClient client = connect()) {
            assertThat(client.get("/health/ready").readHead()).startsWith("HTTP/1.1 503 ");
        }
    }

    @Test
    void aWrongDatabaseInTheEnvironmentIsToldWithoutItsSecret() throws Exception {
        stop();
        process = launch(Map.of("GAUNTLET_DATABASE", "mysql:secret"));
        assertThat(exitStatus()).isEqualTo(2);
        assertThat(directory.resolve("err.txt"))
                .content()
                .contains("GAUNTLET_DATABASE: another URL (expected: one that begins with jdbc:h2:)")
                .doesNotContain("secret")
                .hasLineCount(1);
    }

    private int exitStatus() throws InterruptedException {
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private List<Map<String, String>> requests() {
        return JournalRows.requests(directory.resolve("b1.csv"));
    }

    private RawClient connect() throws IOException {
        return new RawClient(new InetSocketAddress(InetAddress.getLoopbackAddress(), port("b1")));
    }

    private int port(String name) {
        String address = ready.get(name).textValue();
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    }

    private HttpRequest.Builder control(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port(Backends.CONTROL) + path));
    }

    private void behave(String json) throws Exception {
        int status = HttpClient.newHttpClient()
                .send(
                        control("/backends/b1/behaviour")
                                .PUT(BodyPublishers.ofString(json))
                                .build(),
                        BodyHandlers.discarding())
                .statusCode();
        assertThat(status).isEqualTo(200);
    }
}
