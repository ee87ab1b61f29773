package io.gauntlet.backends.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gauntlet.backends.journal.EpochClock;
import io.gauntlet.backends.journal.Journal;
import io.gauntlet.backends.journal.JournalRows;
import io.gauntlet.backends.journal.Kind;
import io.gauntlet.backends.journal.Outcome;
import io.gauntlet.backends.journal.UniqueIds;
import io.gauntlet.backends.server.FakeBackend;
import io.gauntlet.backends.server.Protocols;
import io.gauntlet.backends.server.RawClient;
import io.gauntlet.backends.server.Surroundings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ControlServerTest {

    @TempDir
    Path directory;

    private final HttpClient http = HttpClient.newHttpClient();
    private final AtomicInteger crashes = new AtomicInteger();
    private final List<FakeBackend> backends = new ArrayList<>();
    private ControlServer control;

    @BeforeEach
    void start() throws IOException {
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        EpochClock clock = EpochClock.system();
        UniqueIds ids = new UniqueIds(clock);
        for (String id : List.of("b1", "b2")) {
            backends.add(FakeBackend.start(
                    id,
                    any,
                    new Surroundings(
                            new Journal(id, clock, ids),
                            ids,
                            Protocols.plain(),
                            Optional.empty(),
                            crashes::incrementAndGet)));
        }
        control = ControlServer.start(any, new ControlSurface(backends, crashes::incrementAndGet, Optional.of("PEM")));
    }

    @AfterEach
    void stop() {
        control.stop();
        backends.forEach(backend -> backend.stop(Duration.ZERO));
        backends.forEach(backend -> backend.journal().close());
    }

    @Test
    void isHealthy() throws Exception {
        assertThat(call("GET", "/health", "").statusCode()).isEqualTo(200);
    }

    @Test
    void listsBackendsWithWhatIsInFlight() throws Exception {
        assertThat(call("PUT", "/backends/b1/behaviour", "{\"hang\":\"after_head\"}")
                        .statusCode())
                .isEqualTo(200);
        try (RawClient client = new RawClient(backends.get(0).address())) {
            client.get("/").readHead();
            assertThat(call("GET", "/backends", "").body())
                    .contains("{\"id\":\"b1\",\"address\":\"127.0.0.1:"
                            + backends.get(0).address().getPort()
                            + "\",\"inFlight\":1,\"connectionsOpen\":1,\"behaviour\":{\"delayMillis\":0,")
                    .contains("\"hang\":\"after_head\"")
                    .contains("{\"id\":\"b2\",\"address\":\"127.0.0.1:"
                            + backends.get(1).address().getPort() + "\",\"inFlight\":0,\"connectionsOpen\":0,");
        }
    }

    @Test
    void aBehaviourIsReplacedAsAWhole() throws Exception {
        call("PUT", "/backends/b1/behaviour", "{\"status\":503,\"delayMillis\":1}");
        HttpResponse<String> put = call("PUT", "/backends/b1/behaviour", "{\"bodyBytes\":7}");
        HttpResponse<String> got = call("GET", "/backends/b1/behaviour", "");

        assertThat(put.statusCode()).isEqualTo(200);
        assertThat(got.body()).isEqualTo(put.body()).startsWith("{\"delayMillis\":0,\"status\":200,\"bodyBytes\":7,");
        assertThat(got.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(call("GET", "/backends/b2/behaviour", "").body()).contains("\"bodyBytes\":64,");
    }

    @Test
    void aRefusedBehaviourChangesNothing() throws Exception {
        call("PUT", "/backends/b1/behaviour", "{\"status\":404}");
        HttpResponse<String> refused = call("PUT", "/backends/b1/behaviour", "{\"status\":404,\"delay2\":5}");

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body())
                .startsWith("{\"error\":\"delay2: unknown key with value 5 (expected one of: delayMillis, delay,");
        assertThat(call("GET", "/backends/b1/behaviour", "").body()).contains("\"status\":404");
    }

    @Test
    void aBehaviourIsInForceWhenItIsAcknowledged() throws Exception {
        try (RawClient client = new RawClient(backends.get(0).address())) {
            for (int status = 200; status < 300; status += 10) {
                call("PUT", "/backends/b1/behaviour", "{\"status\":" + status + ",\"bodyBytes\":0}");
                assertThat(client.get("/").readHead()).startsWith("HTTP/1.1 " + status + " ");
            }
        }
    }

    @Test
    void journalsAreSwitchedForAllBackends() throws Exception {
        Path first = directory.resolve("first");
        Path second = directory.resolve("made/on/demand");
        switchTo(first, 0);
        request("/a");
        call("PUT", "/backends/b1/behaviour", "{\"hang\":\"after_head\"}");
        try (RawClient open = new RawClient(backends.get(0).address())) {
            open.get("/open").readHead();
            call("PUT", "/backends/b1/behaviour", "{}");
            assertThat(switchTo(second, 5).statusCode()).isEqualTo(200);
            request("/b");
        }
        await().until(() ->
                JournalRows.requests(first.resolve("b1.csv")).stream().allMatch(row -> !"".equals(row.get("outcome"))));
        assertThat(JournalRows.requests(first.resolve("b1.csv")))
                .extracting(row -> row.get("path") + " " + row.get("outcome"))
                .containsExactly("/a answered", "/open client_gone");
        assertThat(JournalRows.requests(second.resolve("b1.csv")))
                .extracting(row -> row.get("path"))
                .containsExactly("/b");
        assertThat(second.resolve("b2.csv"))
                .content()
                .startsWith("arrival,id,attempt,backend,")
                .hasLineCount(1);
    }

    @Test
    void aJournalThatCannotBeOpenedChangesNothing() throws Exception {
        switchTo(directory, 0);
        Path blocked = Files.createFile(directory.resolve("file")).resolve("below");
        HttpResponse<String> refused = switchTo(blocked, 0);
        request("/still");

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("cannot open").contains(blocked.toString());
        assertThat(JournalRows.requests(directory.resolve("b1.csv"))).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "GET | /nowhere | | 404 | /nowhere: no such resource",
                "GET | /backends/b9/behaviour | | 404 | backend: \\\"b9\\\" (expected one of: b1, b2)",
                "POST | /backends/b9/crash | | 404 | backend: \\\"b9\\\" (expected one of: b1, b2)",
                "DELETE | /backends/b1/behaviour | | 405 | method DELETE (expected: GET or PUT)",
                "GET | /backends/b1/crash | | 405 | method GET (expected: POST)",
                "POST | /journal | | 405 | method POST (expected: PUT)",
                "PUT | /backends | | 405 | method PUT (expected: GET)",
                "PUT | /journal | {\"directory\":\"here\",\"zero\":0} | 400 | directory: \\\"here\\\" (expected: an absolute"
                        + " path)",
                "PUT | /journal | {\"directory\":\"/tmp\"} | 400 | zero: missing (expected: an integer from 0",
                "PUT | /journal | {\"zero\":1} | 400 | directory: missing (expected: an absolute path)",
                "PUT | /journal | {\"directory\":\"/tmp\",\"zero\":1,\"x\":2} | 400 | x: unknown key with value 2",
                "PUT | /backends/b1/behaviour | [] | 400 | body: [] (expected: a JSON object)",
            })
    void whatIsWrongIsSaid(String method, String path, String body, int status, String message) throws Exception {
        HttpResponse<String> response = call(method, path, body == null ? "" : body);
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.body()).startsWith("{\"error\":\"").contains(message);
    }

    @Test
    void aHugeBodyIsRefused() throws Exception {
        assertThat(call("PUT", "/backends/b1/behaviour", " ".repeat(70_000)).statusCode())
                .isEqualTo(413);
    }

    @Test
    void metricsTellHowRequestsEnded() throws Exception {
        request("/a");
        await().until(() -> backends.get(0).ended(Kind.REQUEST, Outcome.ANSWERED)
                        + backends.get(0).ended(Kind.REQUEST, Outcome.CLIENT_GONE)
                == 1);
        HttpResponse<String> metrics = call("GET", "/metrics", "");
        assertThat(metrics.headers().firstValue("Content-Type").orElse("")).startsWith("text/plain");
        assertThat(metrics.body())
                .contains(
                        "gauntlet_backend_requests_total{backend=\"b1\",kind=\"request\",outcome=\"answered\"} 1.0\n",
                        "gauntlet_backend_requests_in_flight{backend=\"b1\"} 0.0\n",
                        "gauntlet_backend_connections_open{backend=\"b2\"} 0.0\n",
                        "gauntlet_backend_journal_failed{backend=\"b1\"} 0.0\n");
    }

    @Test
    void sessionsCanBeForgotten() throws Exception {
        request("/session");
        assertThat(call("DELETE", "/backends/b1/sessions", "").body()).isEqualTo("{\"forgotten\":1}\n");
        assertThat(call("DELETE", "/backends/b1/sessions", "").body()).isEqualTo("{\"forgotten\":0}\n");
    }

    @Test
    void theAuthoritysCertificateIsThere() throws Exception {
        assertThat(call("GET", "/ca.pem", "").body()).isEqualTo("PEM");
    }

    @Test
    void aBackendWithoutADatabaseRefusesToAskIt() throws Exception {
        assertThat(call("PUT", "/backends/b1/behaviour", "{\"ready\":{\"database\":true}}")
                        .body())
                .startsWith("{\"error\":\"database: true (expected: false,");
    }

    @Test
    void crashCrashes() throws Exception {
        call("POST", "/backends/b2/crash", "");
        assertThat(crashes).hasValue(1);
    }

    private HttpResponse<String> switchTo(Path to, long zero) throws Exception {
        return call("PUT", "/journal", "{\"directory\":\"" + to + "\",\"zero\":" + zero + "}");
    }

    private void request(String path) throws IOException {
        try (RawClient client = new RawClient(backends.get(0).address())) {
            client.get(path).readHead();
        }
    }

    private HttpResponse<String> call(String method, String path, String body) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + control.address().getPort() + path);
        return http.send(
                HttpRequest.newBuilder(uri)
                        .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }
}
