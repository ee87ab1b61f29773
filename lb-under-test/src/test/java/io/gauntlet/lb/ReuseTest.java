package io.gauntlet.lb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gauntlet.lb.testing.RawClient;
import io.gauntlet.lb.testing.Rig;
import io.gauntlet.lb.testing.TestingBackend.Behaviour;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which request goes out on which connection. */
class ReuseTest {
    private static final String NO_PROBES = "health: {active: {type: none}}";
    private static final String SAFE = "upstream: {reuse: safe}";

    /** Closes a connection that comes with a second request, as a backend does whose idle timeout is just over. */
    private static Behaviour oneRequestAConnection() {
        Set<Integer> seen = ConcurrentHashMap.newKeySet();
        var answer = Behaviour.answer("ok");
        return (head, link, journal) -> seen.add(link.socket().getPort()) && answer.serve(head, link, journal);
    }

    @ParameterizedTest
    @CsvSource({"always, POST, 502", "safe, POST, 200", "safe, PATCH, 200", "always, PUT, 502", "safe, PUT, 200"})
    void keepsWhatCannotBeRepeatedOffConnectionsThatMayBeClosing(String reuse, String method, int status)
            throws IOException {
        try (Rig rig = Rig.start(Rig.ordered(), 1, NO_PROBES, "upstream: {reuse: " + reuse + "}");
                RawClient client = rig.client()) {
            rig.backend(0).behaving(oneRequestAConnection());
            assertThat(client.send("GET", "/").read().status()).isEqualTo(200);
            assertThat(client.sendBody(method, "/", "abc").read().status()).isEqualTo(status);
        }
    }

    @Test
    void takesAFreshConnectionAfterOneThatWasClosing() throws IOException {
        try (Rig rig = Rig.start(Rig.ordered(), 2, NO_PROBES);
                RawClient client = rig.client()) {
            rig.backends().forEach(backend -> backend.behaving(oneRequestAConnection()));
            for (int i = 0; i < 3; i++) {
                assertThat(client.send("GET", "/").read().status()).isEqualTo(200);
            }
            assertThat(rig.metrics()).contains("retries_total{pool=\"web\"} 1");
        }
    }

    @Test
    void closesConnectionsThatNobodyUsesBeforeTheBackendDoes() throws IOException {
        try (Rig rig = Rig.start(Rig.ordered(), 1, NO_PROBES, "timeouts: {idle-upstream: 100ms}")) {
            assertThat(rig.get("/").status()).isEqualTo(200);
            await().until(() -> rig.backend(0).accepted() == 1 && rig.backend(0).openConnections() == 0);
            assertThat(rig.metrics()).contains("gauntlet_lb_backend_connections{pool=\"web\",backend=\"b1\"} 0\n");
            assertThat(rig.get("/").status()).isEqualTo(200);
            assertThat(rig.metrics()).contains("retries_total{pool=\"web\"} 0");
        }
    }

    @Test
    void reusesConnectionsForWhatCanBeRepeated() throws IOException {
        try (Rig rig = Rig.start(Rig.ordered(), 1, NO_PROBES, SAFE);
                RawClient client = rig.client()) {
            for (int i = 0; i < 10; i++) {
                assertThat(client.send(i % 2 == 0 ? "GET" : "DELETE", "/")
                                .read()
                                .status())
                        .isEqualTo(200);
            }
            assertThat(rig.backend(0).accepted()).isEqualTo(1);
        }
    }

    @Test
    void pilesUpNoConnectionsForRequestsThatNeedFreshOnes() throws IOException {
        try (Rig rig = Rig.start(Rig.ordered(), 1, NO_PROBES, SAFE);
                RawClient client = rig.client()) {
            for (int i = 0; i < 50; i++) {
                assertThat(client.sendBody("POST", "/", "abc").read().status()).isEqualTo(200);
            }
            assertThat(rig.backend(0).accepted()).isEqualTo(50);
            await().until(() -> rig.backend(0).openConnections() == 1);
            assertThat(rig.metrics()).contains("backend_connections{pool=\"web\",backend=\"b1\"} 1");
        }
    }

    @Test
    void neverReusesAConnectionWhoseAnswerIsOutstanding() throws IOException {
        try (Rig rig = Rig.start(Rig.ordered(), 1, NO_PROBES, "timeouts: {answer: 2s}");
                RawClient client = rig.client()) {
            rig.backend(0).behaving((head, link, journal) -> {
                if (head.path().equals("/silent")) {
                    return link.in().read() >= 0;
                }
                return Behaviour.answer("for " + head.path()).serve(head, link, journal);
            });
            assertThat(client.send("GET", "/1").read().text()).isEqualTo("for /1");
            assertThat(client.send("GET", "/silent").read().status()).isEqualTo(504);
            await().until(() -> rig.backend(0).gone() == 1);
            assertThat(client.send("GET", "/2").read().text()).isEqualTo("for /2");
            assertThat(rig.backend(0).accepted()).isEqualTo(2);
        }
    }
}
