package io.gauntlet.lb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gauntlet.lb.config.HealthConfig;
import io.gauntlet.lb.health.Probing;
import io.gauntlet.lb.pool.BackendState;
import io.gauntlet.lb.pool.ProbeResult;
import io.gauntlet.lb.testing.Rig;
import io.gauntlet.lb.testing.TestingBackend;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Each part that finds out who is well can be replaced alone, for the worse as well. */
class SensesTest {
    @Test
    void anotherFirstStateLetsRequestsInBeforeAnyGoodProbe() throws IOException {
        Assembly hopeful = Assembly.standard().withFirstState(state -> BackendState.HEALTHY);
        TestingBackend sick = TestingBackend.start("b1").health(503);
        List<TestingBackend> backends = List.of(sick, TestingBackend.start("b2"));
        try (Rig rig = Rig.start(hopeful, backends, "health: {active: {interval: 10m}}")) {
            assertThat(List.of(rig.whoAnswers(), rig.whoAnswers())).containsExactlyInAnyOrder("b1", "b2");
        }
    }

    @Test
    void anotherConfigurationIsGoneByWhateverTheFileSays() throws IOException {
        Assembly hasty = Assembly.standard().withHealthConfig(SensesTest::oneGoodProbeIsEnough);
        try (Rig rig = Rig.start(hasty, 2, "health: {active: {interval: 50ms, healthy-threshold: 1000}}")
                .awaitState("HEALTHY")) {
            rig.backend(0).health(503);
            rig.awaitState(rig.backend(0), "UNHEALTHY");
            rig.backend(0).health(200);
            rig.awaitState(rig.backend(0), "HEALTHY");
        }
    }

    private static HealthConfig oneGoodProbeIsEnough(HealthConfig config) {
        var thresholds = new HealthConfig.Thresholds(1, config.thresholds().unhealthy());
        return new HealthConfig(config.probe(), config.liveness(), config.schedule(), thresholds, config.passive());
    }

    @Test
    void anotherWayOfAskingMayLetOneSilentBackendHoldUpTheOthers() throws IOException {
        Assembly oneByOne = Assembly.standard().withProbing(OneByOne::new);
        try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                TestingBackend well = TestingBackend.start("b2")) {
            String list = "backends: [{id: b1, address: 127.0.0.1:" + silent.getLocalPort()
                    + "}, {id: b2, address: 127.0.0.1:" + well.port() + "}]";
            String health = "health: {active: {interval: 10ms, timeout: 500ms}}";
            try (Rig rig = Rig.start(oneByOne, List.of(), list, health)) {
                await().until(() -> rig.metrics().contains("backend=\"b1\",state=\"UNHEALTHY\"} 1"));
                // Three probes of the silent one took 1.5 s, in which the other one could have been asked 150 times.
                assertThat(well.probes()).isBetween(1, 20);
            }
        }
    }

    /** Asks the next question when the one before is answered. */
    private static final class OneByOne implements Probing {
        private final Probing sound;
        private final Queue<Runnable> waiting = new ArrayDeque<>();
        private boolean asking;

        OneByOne(Probing sound) {
            this.sound = sound;
        }

        @Override
        public void ask(Question question, Consumer<ProbeResult> listener) {
            waiting.add(() -> sound.ask(question, result -> {
                listener.accept(result);
                asking = false;
                next();
            }));
            next();
        }

        private void next() {
            Runnable ask = asking ? null : waiting.poll();
            if (ask != null) {
                asking = true;
                ask.run();
            }
        }
    }
}
