package io.gauntlet.lb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gauntlet.lb.testing.Message;
import io.gauntlet.lb.testing.RawClient;
import io.gauntlet.lb.testing.Rig;
import io.gauntlet.lb.testing.TestingBackend.Behaviour;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of the sessions of a backend that drains, the same whether a cookie or a table knows them. */
class DrainedSessionsTest {
    private static final String NO_PROBES = "health: {active: {type: none}}";
    private static final String COOKIE = "affinity: {cookie: {}}";
    private static final String HEADER = "affinity: {header: {name: X-Session}}";
    private static final String KEEP = "drain: {grace: 30s, sessions: keep}";

    /** A session, in the hands of a client that keeps what it is told. */
    private static final class Session {
        private final Rig rig;
        private String field = "X-Session: s";

        Session(Rig rig) {
            this.rig = rig;
        }

        String whoAnswers() throws IOException {
            Message answer = rig.get("/", field);
            answer.field("Set-Cookie").ifPresent(told -> field = "Cookie: " + told.split(";", 2)[0]);
            return answer.field("X-Backend").orElse("nobody");
        }
    }

    private static Rig start(String... poolKeys) {
        return Rig.start(Rig.ordered(), 3, poolKeys);
    }

    private static void drain(Rig rig, String backend, String grace) {
        String path = "/api/v1/pools/web/backends/" + backend + "/drain";
        assertThat(rig.admin("POST", path, "{\"grace\": \"" + grace + "\"}").body())
                .contains("DRAINING");
    }

    /** It has left its home, and doesn't go back there when it might. */
    private static void assertMovedForGood(Rig rig, Session session, String home) throws IOException {
        String next = session.whoAnswers();
        assertThat(next).isNotIn(home, "nobody");
        rig.admin("POST", "/api/v1/pools/web/backends/" + home + "/undrain", "");
        for (int i = 0; i < 4; i++) {
            assertThat(session.whoAnswers()).isEqualTo(next);
        }
    }

    private static void assertNoNewSessions(Rig rig, String backend) throws IOException {
        for (int i = 0; i < 6; i++) {
            assertThat(rig.whoAnswers("X-Session: new" + i)).isNotIn(backend, "nobody");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {COOKIE, HEADER})
    void moveAtOnceUnlessSaidOtherwise(String affinity) throws IOException {
        try (Rig rig = start(NO_PROBES, affinity)) {
            var session = new Session(rig);
            String home = session.whoAnswers();
            drain(rig, home, "10m");
            assertMovedForGood(rig, session, home);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {COOKIE, HEADER})
    void stayUntilTheGraceEndsWhereTheyAreKept(String affinity) throws IOException {
        try (Rig rig = start(NO_PROBES, affinity, KEEP)) {
            var session = new Session(rig);
            String home = session.whoAnswers();
            drain(rig, home, "10m");
            for (int i = 0; i < 6; i++) {
                assertThat(session.whoAnswers()).isEqualTo(home);
            }
            assertNoNewSessions(rig, home);
            // Another drain, another grace.
            drain(rig, home, "1ms");
            await().until(() -> !session.whoAnswers().equals(home));
            assertMovedForGood(rig, session, home);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {COOKIE, HEADER})
    void stayWithABackendThatIsUndrained(String affinity) throws IOException {
        try (Rig rig = start(NO_PROBES, affinity, KEEP)) {
            var session = new Session(rig);
            String home = session.whoAnswers();
            drain(rig, home, "1s");
            rig.admin("POST", "/api/v1/pools/web/backends/" + home + "/undrain", "");
            // The end of the grace that was taken back would come within this time.
            await().during(Duration.ofMillis(1500))
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> session.whoAnswers().equals(home));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {COOKIE, HEADER})
    void leaveARemovedBackendAtOnce(String affinity) throws IOException {
        try (Rig rig = start(NO_PROBES, affinity, KEEP)) {
            var session = new Session(rig);
            String home = session.whoAnswers();
            drain(rig, home, "10m");
            assertThat(session.whoAnswers()).isEqualTo(home);
            rig.admin("DELETE", "/api/v1/pools/web/backends/" + home, "");
            assertThat(session.whoAnswers()).isNotIn(home, "nobody");
            await().until(() -> !rig.pools().contains('"' + home + '"'));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {COOKIE, HEADER})
    void mayFinishWhatTheyBeganBeforeTheyMoved(String affinity) throws IOException {
        try (Rig rig = start(NO_PROBES, affinity, KEEP);
                RawClient slow = rig.client()) {
            var session = new Session(rig);
            String home = session.whoAnswers();
            var latch = new CountDownLatch(1);
            var answer = Behaviour.answer("late");
            rig.backends()
                    .forEach(backend -> backend.behaving((head, link, journal) -> {
                        await().until(() -> !head.path().equals("/slow") || latch.getCount() == 0);
                        return answer.serve(head, link, journal);
                    }));
            slow.send("GET", "/slow", session.field);
            await().until(() -> rig.metrics().contains("in_flight{pool=\"web\",backend=\"" + home + "\"} 1"));
            drain(rig, home, "2s");
            await().until(() -> !session.whoAnswers().equals(home));
            latch.countDown();
            assertThat(slow.read().text()).isEqualTo("late");
            assertThat(rig.metrics()).contains("drain_cut_total{pool=\"web\",backend=\"" + home + "\"} 0\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {COOKIE, HEADER})
    void areNotToldOfABackendThatBeganToDrainBeforeItAnswered(String affinity) throws IOException {
        try (Rig rig = start(NO_PROBES, affinity);
                RawClient slow = rig.client()) {
            var latch = new CountDownLatch(1);
            var answer = Behaviour.answer("late");
            rig.backend(0).behaving((head, link, journal) -> {
                await().until(() -> latch.getCount() == 0);
                return answer.serve(head, link, journal);
            });
            slow.send("GET", "/", "X-Session: s");
            await().until(() -> rig.metrics().contains("in_flight{pool=\"web\",backend=\"b1\"} 1"));
            drain(rig, "b1", "10m");
            latch.countDown();
            Message late = slow.read();
            assertThat(late.text()).isEqualTo("late");
            assertThat(late.field("Set-Cookie")).isEmpty();
            assertThat(rig.metrics()).doesNotContain("gauntlet_lb_affinity_entries{pool=\"web\"} 1");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {COOKIE, HEADER})
    void areServedWhenAllBackendsDrain(String affinity) throws IOException {
        try (Rig rig = start(NO_PROBES, affinity, KEEP, "limits: {max-in-flight: 5}")) {
            var session = new Session(rig);
            String home = session.whoAnswers();
            for (int i = 1; i <= 3; i++) {
                drain(rig, "b" + i, "10m");
            }
            assertThat(session.whoAnswers()).isEqualTo(home);
            assertThat(rig.get("/", "X-Session: new").status()).isEqualTo(503);
        }
    }
}
