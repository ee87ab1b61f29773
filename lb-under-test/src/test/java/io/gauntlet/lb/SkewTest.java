package io.gauntlet.lb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gauntlet.lb.balance.Algorithm;
import io.gauntlet.lb.testing.RawClient;
import io.gauntlet.lb.testing.Rig;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** The alarm over a backend that gets more than is its due. */
class SkewTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    private static void send(Rig rig, int requests) throws IOException {
        try (RawClient client = rig.client()) {
            for (int i = 0; i < requests; i++) {
                assertThat(client.send("GET", "/").read().status()).isEqualTo(200);
            }
        }
    }

    private static JsonNode pool(Rig rig) throws IOException {
        return new ObjectMapper().readTree(rig.pools()).path("pools").path(0);
    }

    @Test
    void showsEvenSharesWithoutAnAlarm() throws IOException {
        try (Rig rig = Rig.start(4, "skew: {window: 5s, minimum-requests: 40}")) {
            // A slice that begins before they are all in use does not count, so the first ones may be lost.
            await().atMost(SOON).until(() -> {
                send(rig, 40);
                return rig.metrics().contains("gauntlet_lb_skew_ratio{pool=\"web\"} 1.0");
            });
            assertThat(rig.metrics())
                    .contains("gauntlet_lb_skew_alarm{pool=\"web\"} 0\n")
                    .contains("gauntlet_lb_backend_share{pool=\"web\",backend=\"b3\"} 0.2");
            JsonNode pool = pool(rig);
            assertThat(pool.path("skew").path("alarm").asBoolean(true)).isFalse();
            assertThat(pool.path("skew").path("limit").asDouble()).isEqualTo(2);
            assertThat(pool.path("skew").path("windowMillis").asLong()).isEqualTo(5_000);
            assertThat(pool.path("backends").path(1).path("share").asDouble()).isBetween(0.2, 0.3);
        }
    }

    @Test
    void raisesItForABackendThatIsFavouredAndClearsIt() throws IOException {
        var favouring = new AtomicBoolean(true);
        var assembly = Rig.ordered().withAlgorithm(name -> {
            var turns = Algorithm.named(name, 0);
            return (snapshot, excluded, key) ->
                    favouring.get() ? snapshot.eligible().get(0) : turns.pick(snapshot, excluded, key);
        });
        try (Rig rig = Rig.start(assembly, 4, "skew: {window: 500ms, minimum-requests: 20}")
                .awaitState("HEALTHY")) {
            await().atMost(SOON).until(() -> {
                send(rig, 50);
                return rig.metrics().contains("gauntlet_lb_skew_alarm{pool=\"web\"} 1\n");
            });
            favouring.set(false);
            await().atMost(SOON).until(() -> {
                send(rig, 50);
                return rig.metrics().contains("gauntlet_lb_skew_alarm{pool=\"web\"} 0\n");
            });
            assertThat(pool(rig).path("skew").path("alarm").asBoolean(true)).isFalse();
        }
    }

    @Test
    void clearsItWhenNobodySendsAnyMore() throws IOException {
        var assembly = Rig.ordered()
                .withAlgorithm(
                        name -> (snapshot, excluded, key) -> snapshot.eligible().get(0));
        try (Rig rig = Rig.start(assembly, 4, "skew: {window: 500ms, minimum-requests: 20}")
                .awaitState("HEALTHY")) {
            await().atMost(SOON).until(() -> {
                send(rig, 50);
                return pool(rig).path("skew").path("most").asText().equals("b1")
                        && rig.metrics().contains("gauntlet_lb_skew_alarm{pool=\"web\"} 1\n");
            });
            await().atMost(SOON).until(() -> rig.metrics().contains("gauntlet_lb_skew_alarm{pool=\"web\"} 0\n"));
        }
    }
}
