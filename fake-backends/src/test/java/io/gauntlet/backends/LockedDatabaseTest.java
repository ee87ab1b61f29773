package io.gauntlet.backends;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.gauntlet.backends.behaviour.BehaviourJson;
import io.gauntlet.backends.control.ControlServer;
import io.gauntlet.backends.database.DatabaseServer;
import io.gauntlet.backends.server.HostPort;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The outage that takes a whole pool down: every readiness probe hangs on one locked table, while every backend works. */
class LockedDatabaseTest {

    private static final InetSocketAddress ANY = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** A probe that takes longer than this hangs; what answers, does so in a few milliseconds. */
    private static final Duration HANGING = Duration.ofMillis(300);

    private final HttpClient http = HttpClient.newHttpClient();
    private DatabaseServer database;
    private ControlServer control;
    private Backends backends;

    @BeforeEach
    void start() throws Exception {
        database = DatabaseServer.start(ANY);
        control = ControlServer.start(ANY, database);
        var behaviour = BehaviourJson.read("{\"ready\":{\"database\":true}}".getBytes(StandardCharsets.UTF_8));
        backends = Backends.start(
                new BackendsSettings(
                        List.of(new BackendAddress("b1", ANY), new BackendAddress("b2", ANY)),
                        ANY,
                        Optional.empty(),
                        0,
                        new Features(
                                Map.of("b1", behaviour, "b2", behaviour),
                                false,
                                false,
                                Optional.of(database.url("127.0.0.1")))),
                () -> {});
    }

    @AfterEach
    void stop() {
        backends.close();
        control.stop();
        database.close();
    }

    @Test
    void aMigrationHangsTheReadinessOfAllBackendsAndNothingElse() throws Exception {
        assertThat(get("b1", "/health/ready")).isEqualTo(200);
        assertThat(get("b2", "/health/ready")).isEqualTo(200);

        assertThat(migration("POST", "{\"seconds\":3600}").body()).contains("\"running\":true,\"seconds\":3600,");
        for (String id : List.of("b1", "b2")) {
            // More probes than the pool has connections: none of them may keep the work from going on.
            for (int i = 0; i < 5; i++) {
                assertThatThrownBy(() -> get(id, "/health/ready", HANGING)).isInstanceOf(HttpTimeoutException.class);
            }
            assertThat(get(id, "/health/live")).isEqualTo(200);
            assertThat(get(id, "/work")).isEqualTo(200);
        }
        assertThat(migration("POST", "{\"seconds\":1}").statusCode()).isEqualTo(409);

        var waiting = http.sendAsync(request("b1", "/health/ready").build(), BodyHandlers.discarding());
        assertThat(migration("DELETE", "").body()).contains("\"ended\":true");
        assertThat(waiting.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        assertThat(get("b2", "/health/ready")).isEqualTo(200);
        assertThat(migration("GET", "").body()).contains("\"running\":false");
    }

    @Test
    void aMigrationEndsByItselfInAboutItsTime() throws Exception {
        long begin = System.nanoTime();
        migration("POST", "{\"seconds\":1}");
        CompletableFuture<HttpResponse<Void>> waiting =
                http.sendAsync(request("b1", "/health/ready").build(), BodyHandlers.discarding());
        assertThat(waiting.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        assertThat(System.nanoTime() - begin).isGreaterThan(900_000_000L);
        await().until(() -> database.migration().isEmpty());
        assertThat(migration("DELETE", "").body()).contains("\"ended\":false");
        migration("POST", "{\"seconds\":3600}");
        assertThat(database.migration()).isPresent();
    }

    @Test
    void aDatabaseThatIsGoneIsNotReady() throws Exception {
        assertThat(get("b1", "/health/ready")).isEqualTo(200);
        database.close();
        assertThat(get("b1", "/health/ready")).isEqualTo(503);
        assertThat(get("b1", "/health/live")).isEqualTo(200);
    }

    @Test
    void theDatabaseAsksForItsPassword() {
        String url = database.url("127.0.0.1").replaceAll("PASSWORD=.*", "PASSWORD=guessed");
        assertThatThrownBy(() -> DriverManager.getConnection(url)).hasMessageContaining("Wrong user name or password");
    }

    @Test
    void theUrlThatBackendsGetLetsThemReadOneTableAndNothingElse() throws Exception {
        try (Connection reader = DriverManager.getConnection(database.url("127.0.0.1"));
                Statement statement = reader.createStatement()) {
            assertThat(statement.executeQuery("SELECT COUNT(*) FROM SETTINGS").next())
                    .isTrue();
            for (String forbidden : List.of(
                    "DELETE FROM SETTINGS",
                    "CREATE TABLE MINE (ID INT)",
                    "CREATE ALIAS HALT FOR 'java.lang.Runtime.halt'",
                    "CALL FILE_READ('/etc/hostname')",
                    "SHUTDOWN")) {
                assertThatThrownBy(() -> statement.execute(forbidden))
                        .as(forbidden)
                        .isInstanceOf(SQLException.class)
                        .hasMessageMatching("(?s).*(Not enough rights|Admin rights are required).*");
            }
        }
    }

    private int get(String id, String path) throws Exception {
        return get(id, path, PATIENCE);
    }

    private int get(String id, String path, Duration timeout) throws Exception {
        return http.send(request(id, path).timeout(timeout).build(), BodyHandlers.discarding())
                .statusCode();
    }

    private HttpRequest.Builder request(String id, String path) {
        InetSocketAddress address = Objects.requireNonNull(backends.addresses().get(id));
        return HttpRequest.newBuilder(URI.create("http://" + HostPort.of(address) + path));
    }

    private HttpResponse<String> migration(String method, String body) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://" + HostPort.of(control.address()) + "/migration"))
                        .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }
}
