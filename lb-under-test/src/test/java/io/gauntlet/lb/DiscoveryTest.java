package io.gauntlet.lb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gauntlet.lb.testing.RawClient;
import io.gauntlet.lb.testing.Rig;
import io.gauntlet.lb.testing.TestingBackend;
import io.gauntlet.lb.testing.TestingConsul;
import io.gauntlet.lb.testing.TestingNameServer;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a balancer makes of what is found for its pools, at its start, while it runs, and when it is reloaded. */
class DiscoveryTest {
    private static final String PROBES = "health: {active: {interval: 50ms}}";
    private static final String NO_PROBES = "health: {active: {type: none}}";

    @TempDir
    private Path directory;

    private List<TestingBackend> backends = List.of();
    private Path config = Path.of("lb.yaml");
    private Path found = Path.of("backends.yaml");

    @BeforeEach
    void startBackends() {
        config = directory.resolve("lb.yaml");
        found = directory.resolve("backends.yaml");
        backends = IntStream.rangeClosed(1, 3)
                .mapToObj(i -> TestingBackend.start("b" + i))
                .toList();
    }

    @AfterEach
    void stopBackends() {
        backends.forEach(TestingBackend::close);
    }

    private String file() {
        return "discovery: {file: {path: '" + found + "', interval: 10ms}}";
    }

    private static String list(List<TestingBackend> listed) {
        return listed.stream()
                .map(backend -> "{id: " + backend.id() + ", address: '127.0.0.1:" + backend.port() + "'}")
                .collect(Collectors.joining(", ", "backends: [", "]"));
    }

    /** Replaces the file of backends at once, as whoever writes such files should. */
    private void find(int... numbers) throws IOException {
        Path draft = Files.writeString(
                directory.resolve("draft"),
                list(Arrays.stream(numbers).mapToObj(i -> backends.get(i - 1)).toList()));
        Files.move(draft, found, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private void write(String... poolKeys) throws IOException {
        Files.writeString(config, Rig.yaml(List.of(), poolKeys));
    }

    private Rig start(String... poolKeys) throws IOException {
        write(poolKeys);
        return Rig.start(Assembly.standard(), config, List.of());
    }

    private static HttpResponse<String> reload(Rig rig) {
        return rig.admin("POST", "/api/v1/reload", "");
    }

    private static JsonNode pool(Rig rig) throws IOException {
        return new ObjectMapper().readTree(rig.pools()).path("pools").path(0);
    }

    private static List<String> ids(Rig rig) throws IOException {
        return pool(rig).path("backends").findValuesAsText("id");
    }

    private static String condition(Rig rig) throws IOException {
        return pool(rig).path("discovery").path("condition").asText();
    }

    /** For as long as a registry that was down may be left alone. */
    private static void awaitIds(Rig rig, String... expected) {
        await().atMost(Duration.ofSeconds(40)).until(() -> ids(rig).equals(List.of(expected)));
    }

    @Test
    void servesFromTheStartWhatIsFoundAndFollowsIt() throws IOException {
        find(1);
        try (Rig rig = start(file(), PROBES);
                RawClient client = rig.client()) {
            assertThat(client.send("GET", "/").read().field("X-Backend")).contains("b1");
            int accepted = backends.get(0).accepted() - backends.get(0).probes();
            find(2, 1);
            rig.awaitState(backends.get(1), "HEALTHY");
            assertThat(rig.metrics())
                    .contains("backend=\"b2\",from=\"STARTING\",to=\"HEALTHY\"} 1")
                    .contains("gauntlet_lb_backend_requests_total{pool=\"web\",backend=\"b1\"} 1");
            assertThat(ids(rig)).containsExactly("b2", "b1");
            for (int i = 0; i < 4; i++) {
                assertThat(client.send("GET", "/").read().status()).isEqualTo(200);
            }
            assertThat(backends.get(1).requests()).hasSize(2);
            // The connection to the one that stayed is still the same.
            assertThat(backends.get(0).accepted() - backends.get(0).probes()).isLessThanOrEqualTo(accepted + 1);
            find(2);
            awaitIds(rig, "b2");
            assertThat(client.send("GET", "/").read().field("X-Backend")).contains("b2");
        }
    }

    @Test
    void drainsWhoIsNotFoundAnyMore() throws IOException {
        find(1);
        try (Rig rig = start(file(), NO_PROBES, "drain: {grace: 60s}");
                RawClient client = rig.client()) {
            var finish = new CountDownLatch(1);
            var answer = TestingBackend.Behaviour.answer("late");
            backends.get(0).behaving((head, link, journal) -> {
                await().until(() -> finish.getCount() == 0);
                return answer.serve(head, link, journal);
            });
            client.send("GET", "/");
            await().until(() -> rig.pools().contains("\"inFlight\":1"));
            find(2);
            await().until(() -> rig.metrics().contains("backend=\"b1\",state=\"DRAINING\"} 1"));
            for (int i = 0; i < 4; i++) {
                assertThat(rig.whoAnswers()).isEqualTo("b2");
            }
            finish.countDown();
            assertThat(client.read().text()).isEqualTo("late");
            awaitIds(rig, "b2");
        }
    }

    @Test
    void keepsTheLastGoodPoolAndShowsWhy() throws IOException {
        find(1, 2);
        try (Rig rig = start(file(), NO_PROBES)) {
            JsonNode good = pool(rig).path("discovery");
            assertThat(good.path("source").asText()).isEqualTo("file " + found);
            assertThat(good.path("condition").asText()).isEqualTo("good");
            assertThat(good.path("lastSuccess").path("backends").asInt()).isEqualTo(2);
            assertThat(Instant.parse(good.path("lastSuccess").path("at").asText()))
                    .isBefore(Instant.now().plusSeconds(1));
            assertThat(good.has("lastError")).isFalse();
            find();
            await().until(() -> condition(rig).equals("empty"));
            Files.delete(found);
            await().until(() -> condition(rig).equals("failing"));
            assertThat(pool(rig)
                            .path("discovery")
                            .path("lastError")
                            .path("reason")
                            .asText())
                    .isEqualTo(found + ": no such file (expected: a list of backends)");
            assertThat(rig.metrics())
                    .contains("gauntlet_lb_discovery_backends{pool=\"web\"} 2")
                    .contains("gauntlet_lb_discovery_age_seconds{pool=\"web\"} ")
                    .doesNotContain("gauntlet_lb_discovery_failures_total{pool=\"web\"} 0");
            assertThat(List.of(rig.whoAnswers(), rig.whoAnswers())).containsExactlyInAnyOrder("b1", "b2");
        }
    }

    @Test
    void opensWithoutBackendsWhenNothingIsFoundInTimeAndTakesThemWhenTheyCome() throws IOException {
        try (Rig rig =
                start("discovery: {initial-timeout: 50ms, file: {path: '" + found + "', interval: 10ms}}", PROBES)) {
            assertThat(rig.get("/").status()).isEqualTo(503);
            assertThat(rig.admin("GET", "/health/ready", "").statusCode()).isEqualTo(503);
            find(1);
            rig.awaitState(backends.get(0), "HEALTHY");
            assertThat(rig.whoAnswers()).isEqualTo("b1");
        }
    }

    @Test
    void aReloadKeepsWhatWasFoundAndReplacesWhatIsNamed() throws IOException {
        find(1);
        try (Rig rig = start(file(), PROBES, list(backends.subList(1, 2)))) {
            awaitIds(rig, "b2", "b1");
            rig.awaitState(backends.get(0), "HEALTHY");
            rig.get("/");
            rig.get("/");
            // Even where the registry is gone by now.
            Files.delete(found);
            write(file(), PROBES, "algorithm: least-connections", list(backends.subList(2, 3)));
            assertThat(reload(rig).body()).contains("\"added\":1", "\"removed\":1");
            awaitIds(rig, "b3", "b1");
            assertThat(rig.metrics())
                    .contains("gauntlet_lb_backend_requests_total{pool=\"web\",backend=\"b1\"} 1")
                    .contains("backend=\"b1\",state=\"HEALTHY\"} 1");
            find(1, 2);
            awaitIds(rig, "b3", "b1", "b2");
        }
    }

    @Test
    void aReloadFromAListToDiscoveryAndBackLosesNobody() throws IOException {
        try (Rig rig = start(list(backends.subList(0, 2)), PROBES)) {
            rig.awaitState(backends.get(0), "HEALTHY");
            rig.get("/");
            rig.get("/");
            find(1, 3);
            write(file(), "backends: []", PROBES);
            assertThat(reload(rig).body()).contains("\"added\":1", "\"removed\":1");
            assertThat(rig.metrics()).contains("gauntlet_lb_backend_requests_total{pool=\"web\",backend=\"b1\"} 1");
            awaitIds(rig, "b1", "b3");
            write(list(backends.subList(0, 1)), PROBES);
            assertThat(reload(rig).body()).contains("\"added\":0", "\"removed\":1");
            awaitIds(rig, "b1");
            find(2);
            assertThat(pool(rig).has("discovery")).isFalse();
            assertThat(rig.metrics()).contains("gauntlet_lb_backend_requests_total{pool=\"web\",backend=\"b1\"} 1");
            await().until(() -> Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(thread -> thread.getName().equals("discovery-web")));
        }
    }

    @Test
    void refusesAReloadToARegistryThatDoesNotAnswerAndServesOn() throws IOException {
        find(1);
        try (Rig rig = start(file(), NO_PROBES)) {
            assertThat(rig.whoAnswers()).isEqualTo("b1");
            write("discovery: {initial-timeout: 50ms, file: {path: '" + found + ".not', interval: 10ms}}", NO_PROBES);
            HttpResponse<String> refused = reload(rig);
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.body())
                    .contains("pool web: discovery: no backends from file " + found + ".not within 50 ms: ")
                    .contains("no such file");
            assertThat(rig.whoAnswers()).isEqualTo("b1");
            find(2);
            awaitIds(rig, "b2");
            assertThat(rig.admin("GET", "/api/v1/config", "").body()).contains("\"version\":1,");
        }
    }

    @Test
    void findsNobodyForAPoolThatIsGone() throws IOException {
        find(1);
        try (Rig rig = start(file(), PROBES)) {
            Files.writeString(
                    config,
                    Rig.yaml(List.of(), list(backends.subList(1, 2)), PROBES)
                            .replace("pool: web", "pool: new")
                            .replace("name: web\n", "name: new\n"));
            assertThat(reload(rig).body()).contains("\"added\":1", "\"removed\":1");
            find(3);
            assertThat(rig.whoAnswers()).isEqualTo("b2");
            int probes = backends.get(1).probes();
            await().until(() -> backends.get(1).probes() > probes + 3);
            assertThat(backends.get(2).accepted()).isZero();
        }
    }

    @Test
    void aNamedBackendKeepsItsIdAgainstOneThatIsFound() throws IOException {
        Files.writeString(found, list(backends.subList(1, 2)).replace("id: b2", "id: b1"));
        try (Rig rig = start(file(), NO_PROBES, list(backends.subList(0, 1)))) {
            assertThat(rig.whoAnswers()).isEqualTo("b1");
            assertThat(ids(rig)).containsExactly("b1");
        }
    }

    @Test
    void followsANameServer() throws IOException {
        try (TestingNameServer names = TestingNameServer.start()) {
            names.services(
                    "_http._tcp.web.test",
                    1,
                    "1 1 " + backends.get(0).port() + " one.test",
                    "1 3 " + backends.get(1).port() + " one.test");
            names.addresses("one.test", 1, "127.0.0.1");
            try (Rig rig = start(
                    "discovery: {dns: {name: _http._tcp.web.test, server: '127.0.0.1:" + names.port()
                            + "', min-ttl: 10ms}}",
                    "algorithm: weighted-round-robin",
                    NO_PROBES)) {
                for (int i = 0; i < 8; i++) {
                    rig.get("/");
                }
                assertThat(backends.get(0).requests()).hasSize(2);
                assertThat(backends.get(1).requests()).hasSize(6);
                names.silent(true);
                assertThat(rig.get("/").status()).isEqualTo(200);
                names.silent(false);
                names.services(
                        "_http._tcp.web.test", 1, "1 1 " + backends.get(2).port() + " one.test");
                await().atMost(java.time.Duration.ofSeconds(30))
                        .until(() -> ids(rig).equals(
                                        List.of("127.0.0.1-" + backends.get(2).port())));
                assertThat(rig.whoAnswers()).isEqualTo("b3");
            }
        }
    }

    @Test
    void followsARegistryThroughItsDeath() throws IOException {
        int port;
        try (var free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        String discovery = "discovery: {initial-timeout: 10ms, consul: {url: 'http://127.0.0.1:" + port
                + "', service: web, wait: 5s}}";
        try (Rig rig = start(discovery, NO_PROBES)) {
            assertThat(rig.get("/").status()).isEqualTo(503);
            try (TestingConsul consul = TestingConsul.start(port)) {
                consul.raw(1_000, "[" + instance(0) + "]");
                awaitIds(rig, "n1.web");
                assertThat(rig.whoAnswers()).isEqualTo("b1");
            }
            await().until(() -> condition(rig).equals("failing"));
            assertThat(rig.whoAnswers()).isEqualTo("b1");
            // Born again, it has forgotten all and counts from the beginning.
            try (TestingConsul successor = TestingConsul.start(port)) {
                successor.raw(1, "[" + instance(1) + "]");
                awaitIds(rig, "n2.web");
                assertThat(rig.whoAnswers()).isEqualTo("b2");
            }
        }
    }

    private String instance(int index) {
        return TestingConsul.instance(
                "n" + (index + 1), "web", "127.0.0.1", backends.get(index).port(), 1);
    }
}
