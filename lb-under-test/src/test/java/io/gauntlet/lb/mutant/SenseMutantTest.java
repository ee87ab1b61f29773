package io.gauntlet.lb.mutant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gauntlet.lb.Assembly;
import io.gauntlet.lb.testing.Rig;
import io.gauntlet.lb.testing.TestingBackend.Behaviour;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The mutants that misjudge their backends have their defects. */
class SenseMutantTest {
    private static final String STRICT =
            "health: {active: {interval: 50ms, timeout: 200ms, unhealthy-threshold: 100, healthy-threshold: 2}}";

    private static Rig start(Mutant mutant, int backends, String... poolKeys) {
        return Rig.start(mutant.breaking(Assembly.standard()), backends, poolKeys);
    }

    @Test
    void isContentWithAConnection() {
        try (Rig rig = start(new TcpProbe(), 1).awaitState("HEALTHY")) {
            rig.backend(0).health(500);
            int accepted = rig.backend(0).accepted();
            await().until(() -> rig.backend(0).accepted() > accepted + 5);
            assertThat(rig.pools()).contains("\"HEALTHY\"");
            assertThat(rig.backend(0).probes()).isZero();
        }
    }

    @Test
    void ejectsAtTheFirstBadProbe() {
        try (Rig rig = start(new HairTrigger(), 1, STRICT).awaitState("HEALTHY")) {
            rig.backend(0).health(500);
            int probes = rig.backend(0).probes();
            rig.awaitState("UNHEALTHY");
            assertThat(rig.backend(0).probes() - probes).isLessThan(100);
        }
    }

    @Test
    void returnsAtTheFirstGoodProbe() {
        String strict =
                "health: {active: {interval: 50ms, timeout: 200ms, unhealthy-threshold: 2, healthy-threshold: 100}}";
        try (Rig rig = start(new OneGoodProbe(), 1, strict).awaitState("HEALTHY")) {
            rig.backend(0).health(500);
            rig.awaitState("UNHEALTHY");
            rig.backend(0).health(200);
            int probes = rig.backend(0).probes();
            rig.awaitState("HEALTHY");
            assertThat(rig.backend(0).probes() - probes).isLessThan(100);
        }
    }

    @Test
    void probesForEachRequest() throws IOException {
        try (Rig rig = start(new ProbesPerRequest(), 1, "health: {active: {type: none}}")) {
            for (int i = 0; i < 5; i++) {
                rig.get("/");
            }
            await().until(() -> rig.backend(0).probes() == 5);
        }
    }

    @Test
    void isContentWithErrors() throws IOException {
        String passive = "health: {active: {type: none}, passive: {consecutive-failures: 2}}";
        try (Rig rig = start(new IgnoresErrors(), 2, passive)) {
            rig.backend(0)
                    .behaving(Behaviour.writeAndClose(
                            "HTTP/1.1 500 No\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"));
            for (int i = 0; i < 20; i++) {
                rig.get("/");
            }
            assertThat(rig.backend(0).requests()).hasSize(10);
            assertThat(rig.pools()).doesNotContain("UNHEALTHY");
        }
    }

    @Test
    void trustsNewcomers() {
        try (Rig rig = start(new StartsHealthy(), 1)) {
            rig.backend(0).health(503);
            String body =
                    "{\"id\":\"b2\",\"address\":\"127.0.0.1:" + rig.backend(0).port() + "\"}";
            assertThat(rig.admin("POST", "/api/v1/pools/web/backends", body).body())
                    .contains("HEALTHY")
                    .doesNotContain("STARTING");
        }
    }

    @Test
    void probesOneAfterTheOther() {
        String slow = "health: {active: {interval: 50ms, timeout: 1s}}";
        try (Rig rig = start(new OneProber(), 3, slow).awaitState("HEALTHY")) {
            rig.backend(0).hangProbes();
            rig.backend(1).hangProbes();
            int hung = rig.backend(0).probes();
            await().atMost(Duration.ofSeconds(30)).until(() -> rig.backend(0).probes() >= hung + 2);
            int probes = rig.backend(2).probes();
            await().atMost(Duration.ofSeconds(30)).until(() -> rig.backend(0).probes() >= hung + 4);
            // Two rounds took four seconds, and a prober of its own would have asked eighty times.
            assertThat(rig.backend(2).probes() - probes).isBetween(1, 5);
        }
    }
}
