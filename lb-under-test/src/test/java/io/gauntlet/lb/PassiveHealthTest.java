package io.gauntlet.lb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gauntlet.lb.pool.AttemptListener;
import io.gauntlet.lb.pool.Backend;
import io.gauntlet.lb.testing.Message;
import io.gauntlet.lb.testing.RawClient;
import io.gauntlet.lb.testing.Rig;
import io.gauntlet.lb.testing.TestingBackend;
import io.gauntlet.lb.testing.TestingBackend.Behaviour;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backends whose requests fail while their probes do not. */
class PassiveHealthTest {
    private static final String PASSIVE = "health: {active: {interval: 50ms}, passive: {ejection-time: 10m}}";
    private static final String NO_PROBES = "health: {active: {type: none}, passive: {ejection-time: 10m}}";
    private static final Behaviour REFUSES =
            Behaviour.writeAndClose("HTTP/1.1 503 No\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
    private static final Behaviour HANGS_UP = Behaviour.writeAndClose("");
    private static final Behaviour SILENT = (head, link, journal) -> link.in().read() >= 0;

    private static void get(Rig rig, int times) throws IOException {
        for (int i = 0; i < times; i++) {
            rig.get("/");
        }
    }

    private static void assertOnlyTheSecondAnswers(Rig rig) throws IOException {
        for (int i = 0; i < 6; i++) {
            assertThat(rig.whoAnswers()).isEqualTo("b2");
        }
    }

    @Test
    void ejectsABackendThatAnswers5xxThoughItsProbesAreGood() throws IOException {
        try (Rig rig = Rig.start(2, PASSIVE)) {
            rig.backend(0).behaving(REFUSES);
            get(rig, 10);
            rig.awaitState(rig.backend(0), "UNHEALTHY");
            assertOnlyTheSecondAnswers(rig);
            int probes = rig.backend(0).probes();
            await().until(() -> rig.backend(0).probes() > probes + 5);
            assertThat(rig.metrics())
                    .contains("gauntlet_lb_backend_ejected{pool=\"web\",backend=\"b1\"} 1")
                    .contains("gauntlet_lb_backend_ejections_total{pool=\"web\",backend=\"b1\"} 1")
                    .contains("gauntlet_lb_backend_failures_total{pool=\"web\",backend=\"b1\"} 5")
                    .contains("gauntlet_lb_backend_consecutive_failures{pool=\"web\",backend=\"b1\"} 5")
                    .contains("gauntlet_lb_backend_alive{pool=\"web\",backend=\"b1\"} 1")
                    .contains(
                            "gauntlet_lb_backend_transitions_total{pool=\"web\",backend=\"b1\",from=\"HEALTHY\",to=\"UNHEALTHY\"} 1");
            String pools = rig.pools();
            assertThat(pools)
                    .contains("\"cause\":\"passive: 5 failures in a row, the last: status 503; out for 600 s\"")
                    .contains("\"ejections\":1");
            Matcher until = Pattern.compile("\"ejectedUntil\":\"([^\"]+)\"").matcher(pools);
            assertThat(until.find()).isTrue();
            assertThat(Instant.parse(until.group(1)))
                    .isBetween(Instant.now().plusSeconds(500), Instant.now().plusSeconds(601));
        }
    }

    @Test
    void ejectsABackendThatRefusesConnections() throws IOException {
        try (Rig rig = Rig.start(2, NO_PROBES)) {
            rig.backend(0).close();
            get(rig, 10);
            rig.awaitState(rig.backend(0), "UNHEALTHY");
            assertOnlyTheSecondAnswers(rig);
            assertThat(rig.pools()).contains("the last: no connection");
        }
    }

    @Test
    void ejectsABackendThatHangsUp() throws IOException {
        try (Rig rig = Rig.start(2, NO_PROBES)) {
            rig.backend(0).behaving(HANGS_UP);
            get(rig, 10);
            rig.awaitState(rig.backend(0), "UNHEALTHY");
            assertOnlyTheSecondAnswers(rig);
            assertThat(rig.pools()).contains("the last: connection closed before the answer");
        }
    }

    @Test
    void ejectsABackendThatDoesNotAnswer() throws IOException {
        try (Rig rig = Rig.start(
                2,
                "health: {active: {type: none}, passive: {consecutive-failures: 2, ejection-time: 10m}}",
                "timeouts: {answer: 100ms}")) {
            rig.backend(0).behaving(SILENT);
            get(rig, 4);
            rig.awaitState(rig.backend(0), "UNHEALTHY");
            assertThat(rig.pools()).contains("the last: no answer in time");
        }
    }

    @Test
    void takesItBackByTimeWhereNobodyProbes() throws IOException {
        try (Rig rig = Rig.start(
                2, "health: {active: {type: none}, passive: {ejection-time: 200ms, max-ejection-time: 1s}}")) {
            rig.backend(0).behaving(REFUSES);
            get(rig, 10);
            rig.backend(0).behaving(Behaviour.answer("ok"));
            String moves = "gauntlet_lb_backend_transitions_total{pool=\"web\",backend=\"b1\",from=";
            await().until(() -> rig.metrics().contains(moves + "\"UNHEALTHY\",to=\"HEALTHY\"} 1"));
            assertThat(rig.metrics()).contains(moves + "\"HEALTHY\",to=\"UNHEALTHY\"} 1");
            assertThat(List.of(rig.whoAnswers(), rig.whoAnswers())).containsExactlyInAnyOrder("b1", "b2");
        }
    }

    @Test
    void staysOutAcrossAReloadUntilPassiveDetectionIsSwitchedOff(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("lb.yaml");
        List<TestingBackend> backends = List.of(TestingBackend.start("b1"), TestingBackend.start("b2"));
        Files.writeString(file, Rig.yaml(backends, NO_PROBES));
        try (Rig rig = Rig.start(Assembly.standard(), file, backends)) {
            rig.backend(0).behaving(REFUSES);
            get(rig, 10);
            rig.awaitState(rig.backend(0), "UNHEALTHY");
            Files.writeString(file, Rig.yaml(backends, NO_PROBES, "algorithm: least-connections"));
            assertThat(rig.admin("POST", "/api/v1/reload", "").statusCode()).isEqualTo(200);
            assertOnlyTheSecondAnswers(rig);
            Files.writeString(file, Rig.yaml(backends, "health: {active: {type: none}, passive: off}"));
            assertThat(rig.admin("POST", "/api/v1/reload", "").statusCode()).isEqualTo(200);
            rig.awaitState(rig.backend(0), "HEALTHY");
        }
    }

    @Test
    void ejectsHalfOfAPoolThatRefusesAndNoMore() throws IOException {
        try (Rig rig = Rig.start(4, PASSIVE)) {
            rig.backends().forEach(backend -> backend.behaving(REFUSES));
            get(rig, 100);
            await().until(() -> rig.metrics()
                            .lines()
                            .filter(line -> line.contains("state=\"UNHEALTHY\"} 1"))
                            .count()
                    == 2);
            get(rig, 20);
            assertThat(rig.metrics().lines().filter(line -> line.contains("state=\"UNHEALTHY\"} 1")))
                    .hasSize(2);
            assertThat(rig.pools()).contains("\"belowMinimum\":false");
            assertThat(rig.get("/").status()).isEqualTo(503);
        }
    }

    @Test
    void blamesNobodyForAnIdleConnectionThatIsClosed() throws IOException {
        try (Rig rig = Rig.start(2, "health: {active: {type: none}, passive: {consecutive-failures: 1}}");
                RawClient client = rig.client()) {
            for (int i = 0; i < 20; i++) {
                Message answer = client.send("GET", "/").read();
                assertThat(answer.status()).isEqualTo(200);
                // On the way of the next request, as like as not.
                rig.backends().forEach(TestingBackend::closeConnections);
            }
            assertThat(rig.metrics()).doesNotContain("state=\"UNHEALTHY\"} 1");
        }
    }

    @Test
    void judgesByRequestsWhereNothingIsSaid() throws IOException {
        try (Rig rig = Rig.start(2, "health: {}").awaitState("HEALTHY")) {
            rig.backend(0).behaving(REFUSES);
            get(rig, 10);
            rig.awaitState(rig.backend(0), "UNHEALTHY");
            assertOnlyTheSecondAnswers(rig);
            assertThat(rig.pools())
                    .contains("\"cause\":\"passive: 5 failures in a row, the last: status 503; out for 30 s\"");
        }
    }

    @Test
    void keepsTheMinimumHealthyThoughTheyFail() throws IOException {
        try (Rig rig = Rig.start(3, "minimum-healthy-hosts: 3")) {
            rig.backends().forEach(backend -> backend.behaving(REFUSES));
            get(rig, 30);
            await().until(() ->
                    rig.metrics().contains("gauntlet_lb_backend_ejections_spared_total{pool=\"web\",backend=\"b1\"} "));
            await().until(() -> !rig.metrics()
                    .contains("gauntlet_lb_backend_ejections_spared_total{pool=\"web\",backend=\"b1\"} 0"));
            assertThat(rig.metrics()).doesNotContain("state=\"UNHEALTHY\"} 1");
            assertThat(rig.pools()).contains("\"belowMinimum\":false");
        }
    }

    @Test
    void usesWhoIsPassivelyOutTooWhereTheProbesLeaveTooFew() throws IOException {
        try (Rig rig = Rig.start(3, "minimum-healthy-hosts: 2", "health: {active: {interval: 50ms}}")) {
            rig.backend(0).behaving(REFUSES);
            get(rig, 15);
            rig.awaitState(rig.backend(0), "UNHEALTHY");
            assertThat(rig.pools()).contains("\"belowMinimum\":false");
            rig.backend(1).health(503);
            rig.awaitState(rig.backend(1), "UNHEALTHY");
            assertThat(rig.pools()).contains("\"belowMinimum\":true");
            assertThat(List.of(rig.whoAnswers(), rig.whoAnswers(), rig.whoAnswers()))
                    .containsExactlyInAnyOrder("nobody", "b2", "b3");
            rig.backend(1).health(200);
            rig.awaitState(rig.backend(1), "HEALTHY");
            for (int i = 0; i < 6; i++) {
                assertThat(rig.whoAnswers()).isIn("b2", "b3");
            }
        }
    }

    @Test
    void judgesNobodyByRequestsWhereThatIsSwitchedOff() throws IOException {
        try (Rig rig = Rig.start(2, "health: {active: {interval: 50ms}, passive: off}")) {
            rig.backend(0).behaving(REFUSES);
            get(rig, 40);
            assertThat(rig.metrics())
                    .doesNotContain("state=\"UNHEALTHY\"} 1")
                    .contains("gauntlet_lb_backend_failures_total{pool=\"web\",backend=\"b1\"} 20");
        }
    }

    @Test
    void goesByAnotherListenerThatAnAssemblyHas() throws IOException {
        Assembly deaf = Rig.ordered().withAttempts(DeafTo5xx::new);
        try (Rig rig = Rig.start(deaf, 2, PASSIVE).awaitState("HEALTHY")) {
            rig.backend(0).behaving(REFUSES);
            get(rig, 40);
            assertThat(rig.metrics()).doesNotContain("state=\"UNHEALTHY\"} 1");
        }
    }

    /** Takes whatever comes for a good answer. */
    private record DeafTo5xx(AttemptListener sound) implements AttemptListener {
        @Override
        public void answered(Backend backend, int status) {
            sound.answered(backend, Math.min(status, 200));
        }

        @Override
        public void failed(Backend backend, String how) {
            sound.failed(backend, how);
        }
    }
}
