package io.gauntlet.lb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gauntlet.lb.testing.RawClient;
import io.gauntlet.lb.testing.Rig;
import io.gauntlet.lb.testing.TestingBackend;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a reload changes, and what it leaves alone. */
class ReloadTest {
    private static final String SLOW_PROBES = "health: {active: {interval: 10m}}";

    @TempDir
    private Path directory;

    private List<TestingBackend> backends = List.of();
    private Path file = Path.of("lb.yaml");

    @BeforeEach
    void startBackends() {
        file = directory.resolve("lb.yaml");
        backends = IntStream.rangeClosed(1, 3)
                .mapToObj(i -> TestingBackend.start("b" + i))
                .toList();
    }

    @AfterEach
    void stopBackends() {
        backends.forEach(TestingBackend::close);
    }

    /** A balancer before the first of the backends. */
    private Rig start(int count, String... poolKeys) throws IOException {
        write(count, poolKeys);
        return Rig.start(Rig.ordered(), file, backends.subList(0, count)).awaitState("HEALTHY");
    }

    private void write(int count, String... poolKeys) throws IOException {
        Files.writeString(file, Rig.yaml(backends.subList(0, count), poolKeys));
    }

    private static HttpResponse<String> reload(Rig rig) {
        return rig.admin("POST", "/api/v1/reload", "");
    }

    private static JsonNode json(HttpResponse<String> response) throws IOException {
        return new ObjectMapper().readTree(response.body());
    }

    private JsonNode reloaded(Rig rig) throws IOException {
        HttpResponse<String> response = reload(rig);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return json(response);
    }

    private static String hash(String text) throws Exception {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(digest);
    }

    @Test
    void tellsWhichConfigurationIsInForce() throws Exception {
        try (Rig rig = start(1)) {
            JsonNode first = json(rig.admin("GET", "/api/v1/config", ""));
            assertThat(first.path("version").asInt()).isEqualTo(1);
            assertThat(first.path("hash").asText()).isEqualTo(hash(Files.readString(file)));
            assertThat(Instant.parse(first.path("loaded").asText()))
                    .isBefore(Instant.now().plusSeconds(1));
            assertThat(first.size()).isEqualTo(3);
            write(2, "algorithm: least-connections");
            JsonNode second = reloaded(rig);
            assertThat(second.path("version").asInt()).isEqualTo(2);
            assertThat(second.path("hash").asText()).isEqualTo(hash(Files.readString(file)));
            assertThat(second.path("added").asInt()).isEqualTo(1);
            assertThat(rig.pools()).contains("\"algorithm\":\"least-connections\"");
            JsonNode now = json(rig.admin("GET", "/api/v1/config", ""));
            assertThat(now.path("version").asInt()).isEqualTo(2);
            assertThat(now.path("loaded").asText())
                    .isEqualTo(second.path("loaded").asText());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "400 ~ pools: ~ pols: ~ lb.yaml:3:1: unknown key 'pols'",
                "400 ~ id: b1 ~ id: b/1 ~ id: 'b/1' (expected: letters",
                "400 ~ routes: [ ~ routes: ~ not YAML",
                "400 ~ '127.0.0.1:9' ~ 'no.such.invalid:9' ~ backend 'b9': no such host no.such.invalid",
                "400 ~ stop: ~ admin: {bind: no.such.invalid:1}|stop: ~ lb.yaml:2:15: bind: no such host no.such.invalid",
                "409 ~ bind: 127.0.0.1:0 ~ bind: 127.0.0.1:1 ~ listeners: web: bind: '127.0.0.1:1' (running: '127.0.0.1:0'): needs a restart",
                "409 ~ name: web, bind ~ name: w2, bind ~ listeners: 'w2' is new; listeners: 'web' is gone: needs a restart",
                "409 ~ stop: ~ admin: {bind: 127.0.0.1:1}|stop: ~ admin: bind: '127.0.0.1:1'",
                "409 ~ stop: ~ admin: {token-file: t}|stop: ~ admin: token-file: 't' (running: none): needs a restart",
                "409 ~ stop: ~ traffic: {threads: 3}|stop: ~ traffic: transport auto, threads 3 (running: transport auto, threads 0): needs a restart",
            })
    void refusesAsAWholeAndServesOn(int status, String wrong, String with, String message) throws IOException {
        try (Rig rig = start(1)) {
            JsonNode before = json(rig.admin("GET", "/api/v1/config", ""));
            String many = "backends: [{id: b1, address: '127.0.0.1:"
                    + backends.get(1).port() + "'}, {id: b9, address: '127.0.0.1:9'}]";
            write(1, "algorithm: least-connections", many);
            String text = Files.readString(file);
            assertThat(text).contains(wrong);
            Files.writeString(file, text.replace(wrong, with.replace('|', '\n')));
            HttpResponse<String> response = reload(rig);
            assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
            assertThat(json(response).path("error").asText()).contains(message);
            assertThat(json(rig.admin("GET", "/api/v1/config", ""))).isEqualTo(before);
            assertThat(rig.pools()).contains("round-robin").doesNotContain("b9");
            assertThat(rig.whoAnswers()).isEqualTo("b1");
        }
    }

    @Test
    void takesAnotherWarmUpWhichIsForTheNextStart() throws IOException {
        try (Rig rig = start(1)) {
            Files.writeString(file, Files.readString(file).replace("stop:", "traffic: {warm-up: 60s}\nstop:"));
            assertThat(reload(rig).statusCode()).isEqualTo(200);
            assertThat(rig.whoAnswers()).isEqualTo("b1");
        }
    }

    @Test
    void keepsStatesDrainsCountersAndConnections() throws IOException {
        try (Rig rig = start(3, "health: {active: {interval: 50ms}}");
                RawClient client = rig.client()) {
            backends.get(0).health(500);
            rig.awaitState(backends.get(0), "UNHEALTHY");
            rig.admin("POST", "/api/v1/pools/web/backends/b2/drain", "");
            for (int i = 0; i < 3; i++) {
                assertThat(client.send("GET", "/").read().field("X-Backend")).contains("b3");
            }
            // The slow probes bring no news, so what is known must be known from before.
            write(3, SLOW_PROBES);
            JsonNode done = reloaded(rig);
            assertThat(done.path("added").asInt() + done.path("removed").asInt())
                    .isZero();
            int accepted = backends.get(2).accepted();
            long requests = backends.get(0).requests().size();
            for (int i = 0; i < 6; i++) {
                assertThat(client.send("GET", "/").read().field("X-Backend")).contains("b3");
            }
            assertThat(backends.get(0).requests()).hasSize((int) requests);
            assertThat(backends.get(2).accepted()).isEqualTo(accepted);
            assertThat(rig.metrics())
                    .contains("backend=\"b1\",state=\"UNHEALTHY\"} 1")
                    .contains("backend=\"b2\",state=\"DRAINING\"} 1")
                    .contains("gauntlet_lb_answers_total{pool=\"web\",backend=\"b3\",code=\"200\"} 9");
        }
    }

    @Test
    void letsRequestsFinishOnARemovedBackend() throws IOException {
        try (Rig rig = start(2, "health: {active: {type: none}}");
                RawClient client = rig.client()) {
            var finish = new CountDownLatch(1);
            var answer = TestingBackend.Behaviour.answer("late");
            for (TestingBackend backend : backends) {
                backend.behaving((head, link, journal) -> {
                    await().until(() -> finish.getCount() == 0);
                    return answer.serve(head, link, journal);
                });
            }
            client.send("GET", "/");
            await().until(() -> rig.pools().contains("\"inFlight\":1"));
            // An answer timeout for those that come later, far too short for the one that is under way.
            write(
                    3,
                    "backends: []",
                    "health: {active: {type: none}}",
                    "timeouts: {answer: 1ms}",
                    "drain: {grace: 60s}");
            assertThat(reloaded(rig).path("removed").asInt()).isEqualTo(2);
            assertThat(rig.pools()).contains("DRAINING").contains("\"inFlight\":1");
            assertThat(rig.get("/").status()).isEqualTo(503);
            finish.countDown();
            assertThat(client.read().text()).isEqualTo("late");
            await().until(() -> !rig.pools().contains("DRAINING"));
        }
    }

    @Test
    void drainsABackendWhoseAddressIsAnotherAndUsesTheNewOne() throws IOException {
        try (Rig rig = start(1, "health: {active: {interval: 50ms}}")) {
            String moved =
                    "backends: [{id: b1, address: '127.0.0.1:" + backends.get(1).port() + "'}]";
            write(1, moved);
            JsonNode done = reloaded(rig);
            assertThat(done.path("added").asInt()).isEqualTo(1);
            assertThat(done.path("removed").asInt()).isEqualTo(1);
            assertThat(rig.whoAnswers()).isEqualTo("b2");
            await().until(() -> rig.metrics().contains("backend=\"b1\",state=\"HEALTHY\"} 1"));
            assertThat(rig.metrics().lines().filter(line -> line.startsWith("gauntlet_lb_backend_weight{")))
                    .hasSize(1);
        }
    }

    @Test
    void appliesWeightsAlgorithmAndMinimum() throws IOException {
        try (Rig rig = start(2, "algorithm: weighted-round-robin")) {
            String heavy = "backends: [{id: b1, address: '127.0.0.1:"
                    + backends.get(0).port() + "', weight: 3}, {id: b2, address: '127.0.0.1:"
                    + backends.get(1).port() + "'}]";
            write(2, "algorithm: weighted-round-robin", heavy);
            assertThat(reloaded(rig).path("reweighted").asInt()).isEqualTo(1);
            assertThat(share(rig, "b1", 40)).isEqualTo(30);
            write(2, "algorithm: round-robin", "minimum-healthy-hosts: 2", heavy);
            reloaded(rig);
            assertThat(share(rig, "b1", 40)).isEqualTo(20);
            backends.get(1).health(500);
            rig.awaitState(backends.get(1), "UNHEALTHY");
            assertThat(share(rig, "b2", 40)).isEqualTo(20);
        }
    }

    private static long share(Rig rig, String backend, int requests) throws IOException {
        long count = 0;
        try (RawClient client = rig.client()) {
            for (int i = 0; i < requests; i++) {
                count += client.send("GET", "/")
                                .read()
                                .field("X-Backend")
                                .orElseThrow()
                                .equals(backend)
                        ? 1
                        : 0;
            }
        }
        return count;
    }

    @Test
    void probesOnWithTheNewSettings() throws IOException {
        try (Rig rig = start(1, SLOW_PROBES)) {
            int probes = backends.get(0).probes();
            write(1, "health: {active: {interval: 20ms}}");
            reloaded(rig);
            await().until(() -> backends.get(0).probes() > probes + 3);
            write(1, "health: {active: {type: none}}");
            reloaded(rig);
            backends.get(0).health(500);
            write(1, "health: {active: {interval: 20ms, expected-status: [500]}}");
            reloaded(rig);
            int later = backends.get(0).probes();
            await().until(() -> backends.get(0).probes() > later + 3);
            assertThat(rig.pools()).contains("HEALTHY").doesNotContain("UNHEALTHY");
        }
    }

    @Test
    void changesTheCookieButNotTheKeyOfTheProcess() throws IOException {
        try (Rig rig = start(2, "affinity: {cookie: {name: A}}")) {
            String cookie = rig.get("/").field("Set-Cookie").orElseThrow().split(";", 2)[0];
            write(2, "affinity: {cookie: {name: A, ttl: 2h}}");
            reloaded(rig);
            assertThat(rig.get("/", "Cookie: " + cookie).field("Set-Cookie")).isEmpty();
            write(2, "affinity: {cookie: {name: B}}");
            reloaded(rig);
            assertThat(rig.get("/", "Cookie: " + cookie).field("Set-Cookie").orElseThrow())
                    .startsWith("B=");
            write(2);
            reloaded(rig);
            assertThat(rig.get("/").field("Set-Cookie")).isEmpty();
        }
    }

    @Test
    void addsAndRemovesPoolsAndRoutes() throws IOException {
        try (Rig rig = start(1);
                RawClient client = rig.client()) {
            assertThat(client.send("GET", "/x").read().field("X-Backend")).contains("b1");
            String other = "  - {name: other, minimum-healthy-hosts: 0, backends: [{id: o1, address: '127.0.0.1:"
                    + backends.get(1).port() + "'}]}\n";
            String text = Files.readString(file);
            Files.writeString(file, text.replace("routes: [", "routes: [{path-prefix: /x, pool: other}, ") + other);
            reloaded(rig);
            // The connection is as old as the first configuration; the backend is known to be well already.
            assertThat(client.send("GET", "/x").read().field("X-Backend")).contains("b2");
            assertThat(client.send("GET", "/").read().field("X-Backend")).contains("b1");
            Files.writeString(file, text);
            assertThat(reloaded(rig).path("removed").asInt()).isEqualTo(1);
            assertThat(client.send("GET", "/x").read().field("X-Backend")).contains("b1");
            assertThat(rig.pools()).doesNotContain("other");
            int probes = backends.get(1).probes();
            int others = backends.get(0).probes();
            await().until(() -> backends.get(0).probes() > others + 3);
            assertThat(backends.get(1).probes()).isLessThanOrEqualTo(probes + 1);
        }
    }

    @Test
    void setsLimitsAndTakesThemBack() throws IOException {
        try (Rig rig = start(1, SLOW_PROBES);
                RawClient client = rig.client()) {
            var finish = new CountDownLatch(1);
            var answer = TestingBackend.Behaviour.answer("late");
            backends.get(0).behaving((head, link, journal) -> {
                await().until(() -> finish.getCount() == 0);
                return answer.serve(head, link, journal);
            });
            client.send("GET", "/");
            await().until(() -> rig.pools().contains("\"inFlight\":1"));
            write(1, SLOW_PROBES, "limits: {max-in-flight: 1, queue: 1, queue-timeout: 10m}");
            reloaded(rig);
            try (RawClient waiting = rig.client()) {
                waiting.send("GET", "/");
                await().until(() -> rig.metrics().contains("gauntlet_lb_queue{pool=\"web\"} 1"));
                assertThat(rig.get("/").status()).isEqualTo(503);
                write(1, SLOW_PROBES);
                reloaded(rig);
                await().until(() -> rig.metrics().contains("gauntlet_lb_queue{pool=\"web\"} 0"));
                finish.countDown();
                assertThat(waiting.read().text()).isEqualTo("late");
                assertThat(client.read().text()).isEqualTo("late");
            }
        }
    }

    @Test
    void servesThoseThatWaitInAPoolThatIsGone() throws IOException {
        try (Rig rig = start(1, SLOW_PROBES, "limits: {max-in-flight: 1, queue: 1, queue-timeout: 10m}");
                RawClient client = rig.client();
                RawClient waiting = rig.client()) {
            var finish = new CountDownLatch(1);
            var answer = TestingBackend.Behaviour.answer("late");
            backends.get(0).behaving((head, link, journal) -> {
                await().until(() -> finish.getCount() == 0);
                return answer.serve(head, link, journal);
            });
            client.send("GET", "/");
            await().until(() -> rig.pools().contains("\"inFlight\":1"));
            waiting.send("GET", "/");
            await().until(() -> rig.metrics().contains("gauntlet_lb_queue{pool=\"web\"} 1"));
            Files.writeString(
                    file,
                    Rig.yaml(List.of(backends.get(1)))
                            .replace("pool: web", "pool: new")
                            .replace("name: web\n", "name: new\n"));
            reloaded(rig);
            assertThat(rig.whoAnswers()).isEqualTo("b2");
            finish.countDown();
            assertThat(client.read().text()).isEqualTo("late");
            assertThat(waiting.read().text()).isEqualTo("late");
        }
    }

    @Test
    void takesTheWeightOfTheFileAgainAfterOneThatWasSet() throws IOException {
        try (Rig rig = start(2, "algorithm: weighted-round-robin")) {
            HttpResponse<String> set = rig.admin("PATCH", "/api/v1/pools/web/backends/b1", "{\"weight\": 4}");
            assertThat(set.statusCode()).isEqualTo(200);
            assertThat(json(set).path("weight").asInt()).isEqualTo(4);
            assertThat(json(set).path("state").asText()).isEqualTo("HEALTHY");
            assertThat(share(rig, "b1", 50)).isEqualTo(40);
            assertThat(reloaded(rig).path("reweighted").asInt()).isEqualTo(1);
            assertThat(share(rig, "b1", 50)).isEqualTo(25);
        }
    }
}
