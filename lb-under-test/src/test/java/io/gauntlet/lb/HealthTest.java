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
            try (Rig rig = Rig.start(Assembly.standard(), backends)) {
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
        try (Rig rig = Rig.start(Assembly.standard(), backends)) {
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
            try (Rig rig = Rig.start(Assembly.standard(), List.of(), list, health)) {
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
            try (Rig rig = Rig.start(Assembly.standard(), List.of(), list, health)) {
                await().until(() -> rig.pools().contains("UNHEALTHY"));
            }
        }
    }
}
