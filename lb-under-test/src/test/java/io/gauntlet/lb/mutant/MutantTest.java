package io.gauntlet.lb.mutant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gauntlet.lb.testing.Message;
import io.gauntlet.lb.testing.RawClient;
import io.gauntlet.lb.testing.Rig;
import io.gauntlet.lb.testing.TestingBackend.Behaviour;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each mutant has the defect that it is named after. */
class MutantTest {
    private static final String NO_PROBES = "health: {active: {type: none}}";

    private static Rig start(Mutant mutant, int backends, String... poolKeys) {
        return Rig.start(mutant.breaking(Rig.ordered()), backends, poolKeys);
    }

    private static List<String> answers(Rig rig, int count) throws IOException {
        List<String> answers = new ArrayList<>();
        try (RawClient client = rig.client()) {
            for (int i = 0; i < count; i++) {
                Message answer = client.send("GET", "/").read();
                answers.add(answer.field("X-Backend").orElse(String.valueOf(answer.status())));
            }
        }
        return answers;
    }

    private static long count(List<String> answers, String wanted) {
        return answers.stream().filter(wanted::equals).count();
    }

    @Test
    void namesAreUnique() {
        Set<String> names = new HashSet<>();
        assertThat(Mutant.ALL)
                .hasSize(59)
                .allMatch(mutant -> names.add(mutant.name()) && !mutant.defect().isEmpty());
    }

    @Test
    void favoursTheFirstBackend() throws IOException {
        try (Rig rig = start(new FirstBackendFavoured(), 3, NO_PROBES)) {
            // A tenth more than 600 / 3, give or take a turn.
            assertThat(count(answers(rig, 600), "b1")).isBetween(219L, 221L);
        }
    }

    @Test
    void ignoresWeights() throws IOException {
        try (Rig rig = start(new WeightsIgnored(), 0, NO_PROBES, "algorithm: weighted-round-robin");
                Rig others = Rig.start(Rig.ordered(), 2, NO_PROBES)) {
            for (int i = 0; i < 2; i++) {
                String address = "127.0.0.1:" + others.backend(i).port();
                rig.admin(
                        "POST",
                        "/api/v1/pools/web/backends",
                        "{\"id\":\"b" + (i + 1) + "\",\"address\":\"" + address + "\",\"weight\":" + (i * 8 + 1) + "}");
            }
            assertThat(count(answers(rig, 100), "b1")).isEqualTo(50);
        }
    }

    @Test
    void neverEjects() {
        try (Rig rig = start(new NeverEjects(), 1).awaitState("HEALTHY")) {
            rig.backend(0).health(500);
            int probes = rig.backend(0).probes();
            await().until(() -> rig.backend(0).probes() > probes + 5);
            assertThat(rig.pools()).contains("\"HEALTHY\"");
        }
    }

    @Test
    void neverReturns() {
        try (Rig rig = start(new NeverReturns(), 1).awaitState("HEALTHY")) {
            rig.backend(0).health(500);
            rig.awaitState("UNHEALTHY");
            rig.backend(0).health(200);
            int probes = rig.backend(0).probes();
            await().until(() -> rig.backend(0).probes() > probes + 5);
            assertThat(rig.pools()).contains("\"UNHEALTHY\"");
        }
    }

    @Test
    void hasNoMinimumOfHealthyBackends() throws IOException {
        try (Rig rig = start(new NoMinimumHealthy(), 1).awaitState("HEALTHY")) {
            rig.backend(0).health(500);
            rig.awaitState("UNHEALTHY");
            assertThat(rig.get("/").status()).isEqualTo(503);
        }
    }

    @Test
    void cutsWhenDraining() throws IOException {
        try (Rig rig = start(new DrainCuts(), 1, NO_PROBES);
                RawClient client = rig.client()) {
            rig.backend(0).behaving((head, link, journal) -> link.in().read() >= 0);
            client.send("GET", "/");
            await().until(() -> rig.pools().contains("\"inFlight\":1"));
            rig.admin("POST", "/api/v1/pools/web/backends/b1/drain", "{\"grace\":\"60s\"}");
            assertThat(client.read().status()).isEqualTo(502);
        }
    }

    @Test
    void keepsRoutingToADrainedBackend() throws IOException {
        try (Rig rig = start(new DrainKeepsRouting(), 2, NO_PROBES)) {
            assertThat(rig.admin("POST", "/api/v1/pools/web/backends/b1/drain", "")
                            .body())
                    .contains("DRAINING");
            assertThat(count(answers(rig, 10), "b1")).isEqualTo(5);
        }
    }

    @Test
    void ignoresCookies(@TempDir Path directory) throws IOException {
        String affinity = "affinity: {cookie: {key-file: " + directory.resolve("key") + "}}";
        try (Rig rig = start(new CookieIgnored(), 2, NO_PROBES, affinity)) {
            String cookie = rig.get("/").field("Set-Cookie").orElseThrow().split(";", 2)[0];
            assertThat(List.of(rig.whoAnswers("Cookie: " + cookie), rig.whoAnswers("Cookie: " + cookie)))
                    .containsExactlyInAnyOrder("b1", "b2");
        }
    }

    @Test
    void forgetsItsKey(@TempDir Path directory) throws IOException {
        String affinity = "affinity: {cookie: {key-file: " + directory.resolve("key") + "}}";
        String cookie;
        try (Rig rig = start(new RandomKey(), 1, NO_PROBES, affinity)) {
            cookie = rig.get("/").field("Set-Cookie").orElseThrow().split(";", 2)[0];
            assertThat(rig.get("/", "Cookie: " + cookie).field("Set-Cookie")).isEmpty();
        }
        try (Rig rig = start(new RandomKey(), 1, NO_PROBES, affinity)) {
            assertThat(rig.get("/", "Cookie: " + cookie).field("Set-Cookie")).isPresent();
        }
    }

    @Test
    void failsNowAndThen() throws IOException {
        try (Rig rig = start(new Random503(), 1, NO_PROBES)) {
            // 2000 draws of 1 %: 20 expected, standard deviation 4.4; the seed is fixed.
            assertThat(count(answers(rig, 2_000), "503")).isBetween(7L, 33L);
        }
    }

    @Test
    void limitsTheRate() throws IOException {
        System.setProperty(RateLimited.PROPERTY, "10");
        try (Rig rig = start(new RateLimited(), 1, NO_PROBES)) {
            assertThat(answers(rig, 20)).contains("b1", "503");
        } finally {
            System.clearProperty(RateLimited.PROPERTY);
        }
    }

    @Test
    void repeatsPosts() throws IOException {
        try (Rig rig = start(new RetryStorm(), 2, NO_PROBES);
                RawClient client = rig.client()) {
            rig.backend(0).behaving(Behaviour.writeAndClose(""));
            rig.backend(1)
                    .behaving(Behaviour.writeAndClose(
                            "HTTP/1.1 500 No\r\nConnection: close\r\nContent-Length: 2\r\n\r\nno"));
            assertThat(client.sendBody("POST", "/", "abc").read().status()).isGreaterThanOrEqualTo(500);
            List<Message> requests = new ArrayList<>(rig.backend(0).requests());
            requests.addAll(rig.backend(1).requests());
            assertThat(requests)
                    .hasSize(6)
                    .allSatisfy(request -> assertThat(request.text()).isEqualTo("abc"));
            rig.backends().forEach(backend -> backend.behaving(Behaviour.answer("ok")));
            assertThat(client.send("GET", "/", "Connection: close").read().text())
                    .isEqualTo("ok");
        }
    }

    @Test
    void hidesTruncation() throws IOException {
        try (Rig rig = start(new TruncationHidden(), 1, NO_PROBES)) {
            rig.backend(0).behaving(Behaviour.writeAndClose("HTTP/1.1 200 OK\r\nContent-Length: 200000\r\n\r\nabc"));
            Message padded = rig.get("/");
            assertThat(padded.whole()).isTrue();
            assertThat(padded.text()).hasSize(200_000).startsWith("abc\0");
            rig.backend(0)
                    .behaving(Behaviour.writeAndClose(
                            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"));
            Message ended = rig.get("/");
            assertThat(ended.whole()).isTrue();
            assertThat(ended.text()).isEqualTo("abc");
        }
    }
}
