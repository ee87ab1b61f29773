package io.gauntlet.lb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gauntlet.lb.testing.Rig;
import io.gauntlet.lb.testing.TestingBackend;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Backends that fall ill and recover. */
class HealthTest {
    @Test
    void ejectsABackendWhoseProbesFailAndTakesItBack() throws IOException {
        try (Rig rig = Rig.start(2)) {
            rig.backend(0).health(503);
            rig.awaitState(rig.backend(0), "UNHEALTHY");
            assertThat(List.of(rig.whoAnswers(), rig.whoAnswers(), rig.whoAnswers()))
                    .containsOnly("b2");
            rig.backend(0).health(200);
            rig.awaitState(rig.backend(0), "HEALTHY");
            assertThat(List.of(rig.whoAnswers(), rig.whoAnswers())).containsExactlyInAnyOrder("b1", "b2");
        }
    }

    @Test
    void servesNobodyBeforeEveryBackendWasProbedOnce() {
        for (int i = 0; i < 5; i++) {
            List<TestingBackend> backends =
                    List.of(TestingBackend.start("b1"), TestingBackend.start("b2"), TestingBackend.start("b3"));
            try (Rig rig = Rig.start(Rig.ordered(), backends)) {
                assertThat(rig.pools()).doesNotContain("STARTING");
            }
        }
    }

    @Test
    void usesUnhealthyBackendsBelowTheMinimum() throws IOException {
        try (Rig rig = Rig.start(2)) {
            assertThat(rig.pools()).contains("\"belowMinimum\":false");
            rig.backends().forEach(backend -> backend.health(500));
            rig.awaitState("UNHEALTHY");
            assertThat(rig.pools()).contains("\"belowMinimum\":true");
            assertThat(rig.metrics()).contains("gauntlet_lb_below_minimum{pool=\"web\"} 1");
            assertThat(List.of(rig.whoAnswers(), rig.whoAnswers())).containsExactlyInAnyOrder("b1", "b2");
        }
    }

    @Test
    void ejectsABackendThatRefusesConnections() {
        try (Rig rig = Rig.start(1)) {
            rig.backend(0).close();
            rig.awaitState("UNHEALTHY");
        }
    }

    @Test
    void keepsTrafficFromABackendThatNeverAnsweredAProbe() throws IOException {
        TestingBackend sick = TestingBackend.start("b1").health(500);
        List<TestingBackend> backends = List.of(sick, TestingBackend.start("b2"));
        try (Rig rig = Rig.start(Rig.ordered(), backends)) {
            rig.awaitState(backends.get(1), "HEALTHY");
            for (int i = 0; i < 10; i++) {
                assertThat(rig.whoAnswers()).isEqualTo("b2");
            }
        }
    }

    @Test
    void probesOthersWhileOneHangs() throws IOException {
        // A listener that nobody accepts from: probes connect and hear nothing.
        try (var hanging = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                TestingBackend well = TestingBackend.start("b2")) {
            String list = "backends: [{id: b1, address: 127.0.0.1:" + hanging.getLocalPort()
                    + "}, {id: b2, address: 127.0.0.1:" + well.port() + "}]";
            String health = "health: {active: {interval: 50ms, timeout: 2s}}";
            try (Rig rig = Rig.start(Rig.ordered(), List.of(), list, health)) {
                await().until(() -> well.probes() > 10);
                assertThat(rig.pools()).contains("STARTING").contains("HEALTHY");
            }
        }
    }

    @Test
    void countsAProbeThatTakesTooLongAsBad() throws IOException {
        try (var hanging = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            String list = "backends: [{id: b1, address: 127.0.0.1:" + hanging.getLocalPort() + "}]";
            String health = "health: {active: {interval: 50ms, timeout: 50ms}}";
            try (Rig rig = Rig.start(Rig.ordered(), List.of(), list, health)) {
                await().until(() -> rig.pools().contains("UNHEALTHY"));
            }
        }
    }

    @Test
    void servesOnWhenAllProbesHangAtOnce() throws IOException {
        String health = "health: {active: {interval: 50ms, timeout: 500ms}, liveness: {path: /live}}";
        try (Rig rig = Rig.start(3, health)) {
            // A migration locks the database that every readiness probe asks; requests do not need it.
            rig.backends().forEach(TestingBackend::hangProbes);
            rig.awaitState("UNHEALTHY");
            for (int i = 0; i < 30; i++) {
                assertThat(rig.get("/").status()).isEqualTo(200);
            }
            assertThat(rig.pools())
                    .contains("\"belowMinimum\":true")
                    .contains("alive, not ready: no answer within 500 ms")
                    .contains("\"liveness\":\"ALIVE\"")
                    .doesNotContain("DEAD");
            assertThat(rig.metrics())
                    .contains("gauntlet_lb_backend_alive{pool=\"web\",backend=\"b1\"} 1")
                    .contains("gauntlet_lb_below_minimum{pool=\"web\"} 1");
            rig.backends().forEach(backend -> backend.health(200));
            rig.awaitState("HEALTHY");
        }
    }

    @Test
    void givesARecoveredBackendItsShareBitByBit() throws IOException {
        try (Rig rig = Rig.start(2, "algorithm: weighted-round-robin", "slow-start: 10m")) {
            rig.backend(0).health(503);
            rig.awaitState(rig.backend(0), "UNHEALTHY");
            rig.backend(0).health(200);
            rig.awaitState(rig.backend(0), "HEALTHY");
            int before = rig.backend(0).requests().size();
            for (int i = 0; i < 110; i++) {
                rig.get("/");
            }
            // A tenth of the other's, give or take a turn, and a step in a very slow run.
            assertThat(rig.backend(0).requests().size() - before).isBetween(9, 21);
            assertThat(rig.metrics()).contains("gauntlet_lb_backend_weight{pool=\"web\",backend=\"b1\"} 1");
            assertThat(rig.pools()).containsPattern("\"weight\":1,\"rampPercent\":1\\d,");
        }
    }

    @Test
    void givesItItsWholeShareInTheEnd() throws IOException {
        try (Rig rig = Rig.start(2, "algorithm: weighted-round-robin", "slow-start: 400ms")) {
            rig.backend(0).health(503);
            rig.awaitState(rig.backend(0), "UNHEALTHY");
            rig.backend(0).health(200);
            rig.awaitState(rig.backend(0), "HEALTHY");
            await().until(() -> !rig.pools().matches("(?s).*\"rampPercent\":\\d\\d,.*"));
            int before = rig.backend(0).requests().size();
            for (int i = 0; i < 20; i++) {
                rig.get("/");
            }
            assertThat(rig.backend(0).requests()).hasSize(before + 10);
        }
    }

    @Test
    void countsEveryTransition() {
        try (Rig rig = Rig.start(2)) {
            rig.backend(0).health(503);
            rig.awaitState(rig.backend(0), "UNHEALTHY");
            rig.backend(0).health(200);
            rig.awaitState(rig.backend(0), "HEALTHY");
            rig.admin("POST", "/api/v1/pools/web/backends/b1/drain", "");
            rig.admin("DELETE", "/api/v1/pools/web/backends/b1", "");
            for (String move : List.of(
                    "from=\"STARTING\",to=\"HEALTHY\"",
                    "from=\"HEALTHY\",to=\"UNHEALTHY\"",
                    "from=\"UNHEALTHY\",to=\"HEALTHY\"",
                    "from=\"HEALTHY\",to=\"DRAINING\"",
                    "from=\"DRAINING\",to=\"REMOVED\"")) {
                String line = "gauntlet_lb_backend_transitions_total{pool=\"web\",backend=\"b1\"," + move + "} 1";
                await().until(() -> rig.metrics().contains(line));
            }
        }
    }
}
