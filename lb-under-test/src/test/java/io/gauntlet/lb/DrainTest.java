package io.gauntlet.lb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.gauntlet.lb.pool.Drainer;
import io.gauntlet.lb.testing.Message;
import io.gauntlet.lb.testing.RawClient;
import io.gauntlet.lb.testing.Rig;
import io.gauntlet.lb.testing.TestingBackend;
import io.gauntlet.lb.testing.TestingBackend.Behaviour;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Backends that leave in order. */
class DrainTest {
    private static final String BACKENDS = "/api/v1/pools/web/backends";

    /** Answers when the latch opens. */
    private static Behaviour answeringAfter(CountDownLatch latch) {
        var answer = Behaviour.answer("late");
        return (head, link, journal) -> {
            try {
                latch.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return answer.serve(head, link, journal);
        };
    }

    @Test
    void finishesWhatIsInFlightAndGivesNothingNew() throws IOException {
        try (Rig rig = Rig.start(2)) {
            var latch = new CountDownLatch(1);
            rig.backend(0).behaving(answeringAfter(latch));
            try (RawClient one = rig.client();
                    RawClient two = rig.client()) {
                one.send("GET", "/");
                two.send("GET", "/");
                await().until(() -> rig.pools().contains("\"inFlight\":1"));
                assertThat(rig.admin("POST", BACKENDS + "/b1/drain", "").body()).contains("DRAINING");
                for (int i = 0; i < 20; i++) {
                    assertThat(rig.whoAnswers()).isEqualTo("b2");
                }
                latch.countDown();
                assertThat(List.of(one.read().text(), two.read().text())).containsExactlyInAnyOrder("late", "ok");
                assertThat(rig.backend(0).requests()).hasSize(1);
            }
        }
    }

    @Test
    void cutsOffWhatIsNotFinishedWithinTheGrace() throws IOException {
        var logger = (Logger) LoggerFactory.getLogger(Drainer.class);
        var lines = new ListAppender<ILoggingEvent>();
        lines.start();
        logger.addAppender(lines);
        try (Rig rig = Rig.start(2);
                RawClient client = rig.client()) {
            rig.backends()
                    .forEach(backend ->
                            backend.behaving((head, link, journal) -> link.in().read() >= 0));
            client.send("GET", "/");
            await().until(() -> rig.pools().contains("\"inFlight\":1"));
            rig.admin("POST", BACKENDS + "/b1/drain", "{\"grace\":\"100ms\"}");
            rig.admin("POST", BACKENDS + "/b2/drain", "{\"grace\":\"100ms\"}");
            assertThat(client.read().status()).isEqualTo(502);
            await().until(() -> rig.metrics().lines().anyMatch(line -> line.matches(".*drain_cut_total.* 1")));
            assertThat(rig.pools()).contains("\"belowMinimum\":true");
            assertThat(rig.get("/").status()).isEqualTo(503);
            assertThat(lines.list)
                    .extracting(ILoggingEvent::getFormattedMessage)
                    .filteredOn(line -> line.endsWith("the grace of its drain ended, 1 requests cut off"))
                    .hasSize(1);
        } finally {
            logger.detachAppender(lines);
        }
    }

    @Test
    void neverGivesADrainingBackendARequestThatComesAfterTheAcknowledgement() throws Exception {
        try (Rig rig = Rig.start(2)) {
            var acknowledged = new AtomicBoolean();
            var late = new AtomicBoolean();
            var answer = Behaviour.answer("ok");
            rig.backend(0).behaving((head, link, journal) -> {
                late.compareAndSet(false, head.path().equals("/after"));
                return answer.serve(head, link, journal);
            });
            Thread[] clients = new Thread[4];
            for (int i = 0; i < clients.length; i++) {
                clients[i] = new Thread(() -> load(rig, acknowledged));
                clients[i].start();
            }
            await().until(() -> rig.backend(0).requests().size() > 50);
            rig.admin("POST", BACKENDS + "/b1/drain", "");
            acknowledged.set(true);
            for (Thread client : clients) {
                client.join();
            }
            assertThat(late).isFalse();
        }
    }

    private static void load(Rig rig, AtomicBoolean acknowledged) {
        try (RawClient client = rig.client()) {
            for (int after = 0; after < 50; ) {
                boolean late = acknowledged.get();
                Message answer = client.send("GET", late ? "/after" : "/before").read();
                assertThat(answer.status()).isEqualTo(200);
                after += late ? 1 : 0;
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void comesBackWhenUndrained() throws IOException {
        try (Rig rig = Rig.start(2)) {
            rig.admin("POST", BACKENDS + "/b1/drain", "");
            rig.backend(0).health(500);
            int probes = rig.backend(0).probes();
            await().until(() -> rig.backend(0).probes() > probes + 4);
            // Its health was watched meanwhile, so it does not come back ill.
            assertThat(rig.admin("POST", BACKENDS + "/b1/undrain", "").body()).contains("UNHEALTHY");
            rig.backend(0).health(200);
            rig.awaitState("HEALTHY");
            assertThat(List.of(rig.whoAnswers(), rig.whoAnswers())).containsExactlyInAnyOrder("b1", "b2");
        }
    }

    @Test
    void removesABackendOnceItIsIdle() throws IOException {
        try (Rig rig = Rig.start(2)) {
            assertThat(rig.admin("DELETE", BACKENDS + "/b1?grace=5s", "").statusCode())
                    .isEqualTo(202);
            await().until(() -> !rig.pools().contains("\"b1\""));
            assertThat(List.of(rig.whoAnswers(), rig.whoAnswers())).containsOnly("b2");
            int probes = rig.backend(0).probes();
            rig.awaitState(rig.backend(1), "HEALTHY");
            assertThat(rig.backend(0).probes() - probes).isLessThan(2);
        }
    }

    @Test
    void doesNotTakeARemovalBack() throws IOException {
        try (Rig rig = Rig.start(1);
                RawClient client = rig.client()) {
            var latch = new CountDownLatch(1);
            rig.backend(0).behaving(answeringAfter(latch));
            client.send("GET", "/");
            await().until(() -> rig.pools().contains("\"inFlight\":1"));
            rig.admin("DELETE", BACKENDS + "/b1", "");
            assertThat(rig.admin("POST", BACKENDS + "/b1/undrain", "").statusCode())
                    .isEqualTo(409);
            assertThat(rig.admin("PATCH", BACKENDS + "/b1", "{\"weight\": 2}").statusCode())
                    .isEqualTo(409);
            latch.countDown();
            assertThat(client.read().text()).isEqualTo("late");
        }
    }

    @Test
    void takesANewBackendInAfterItsFirstGoodProbe() throws IOException {
        try (Rig rig = Rig.start(1);
                TestingBackend added = TestingBackend.start("b2")) {
            String body = "{\"id\":\"b2\",\"address\":\"127.0.0.1:" + added.port() + "\",\"weight\":1}";
            assertThat(rig.admin("POST", BACKENDS, body).statusCode()).isEqualTo(201);
            rig.awaitState(added, "HEALTHY");
            assertThat(List.of(rig.whoAnswers(), rig.whoAnswers())).containsExactlyInAnyOrder("b1", "b2");
            assertThat(rig.admin("POST", BACKENDS, body).statusCode()).isEqualTo(409);
        }
    }
}
