package io.gauntlet.lb;

import static io.gauntlet.lb.UpgradeTest.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.gauntlet.lb.admin.Configuration.Outcome;
import io.gauntlet.lb.testing.RawClient;
import io.gauntlet.lb.testing.Rig;
import io.gauntlet.lb.testing.TcpRig;
import io.gauntlet.lb.testing.TestingBackend;
import io.gauntlet.lb.testing.TestingBackend.Behaviour;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How connections of TCP end, and what goes on while they do not. */
class TcpLifeTest {
    private static final String DRAIN = "/api/v1/pools/web/backends/b1/drain";
    private static final String UNDRAIN = "/api/v1/pools/web/backends/b1/undrain";

    private static void assertAlive(RawClient client, Socket backend) throws IOException {
        client.write("hello");
        assertThat(read(backend.getInputStream(), 5)).isEqualTo("hello");
        backend.getOutputStream().write('!');
        assertThat(client.in().read()).isEqualTo('!');
    }

    private static void assertBroken(RawClient client, Socket backend) {
        assertThatThrownBy(() -> client.in().read()).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> backend.getInputStream().read()).isInstanceOf(IOException.class);
    }

    @Test
    void endsWhenNothingGoesByForTooLong() throws IOException {
        try (TcpRig rig = TcpRig.start(1, "timeouts: {tunnel: 300ms}");
                RawClient client = rig.client();
                Socket backend = rig.accept(0)) {
            assertAlive(client, backend);
            assertThat(client.in().read()).isNegative();
            assertThat(backend.getInputStream().read()).isNegative();
            await().until(() -> rig.shows("in_flight", "b1", 0));
        }
    }

    @Test
    void livesUntilTheGraceOfADrainEndsAndIsBrokenOff() throws IOException {
        try (TcpRig rig = TcpRig.start(2);
                RawClient client = rig.client();
                Socket backend = rig.accept(0)) {
            rig.rig().admin("POST", DRAIN, "{\"grace\":\"400ms\"}");
            for (int i = 0; i < 4; i++) {
                try (RawClient later = rig.client();
                        Socket other = rig.accept(1)) {
                    assertAlive(later, other);
                }
            }
            assertThat(rig.shows("in_flight", "b1", 1)).isTrue();
            assertBroken(client, backend);
            await().until(() -> rig.shows("drain_cut_total", "b1", 1) && rig.shows("in_flight", "b1", 0));
        }
    }

    @Test
    void isLeftAloneByAnUndrain() throws IOException {
        try (TcpRig rig = TcpRig.start(1);
                RawClient client = rig.client();
                Socket backend = rig.accept(0)) {
            rig.rig().admin("POST", DRAIN, "{\"grace\":\"20s\"}");
            rig.rig().admin("POST", UNDRAIN, "");
            assertAlive(client, backend);
            assertThat(rig.shows("drain_cut_total", "b1", 0)).isTrue();
        }
    }

    @Test
    void livesUntilTheGraceOfAStopEnds() throws Exception {
        try (TcpRig rig = TcpRig.start(1);
                RawClient client = rig.client();
                Socket backend = rig.accept(0)) {
            Thread stopper = new Thread(() -> rig.rig().balancer().stop(Duration.ofMillis(500)));
            stopper.start();
            assertAlive(client, backend);
            assertBroken(client, backend);
            stopper.join();
        }
    }

    @Test
    void letsAStopEndWithItsLastConnection() throws Exception {
        try (TcpRig rig = TcpRig.start(1);
                RawClient client = rig.client();
                Socket backend = rig.accept(0)) {
            Thread stopper = new Thread(() -> rig.rig().balancer().stop(Duration.ofMinutes(10)));
            stopper.start();
            assertAlive(client, backend);
            TcpTest.hangUp(backend);
            TcpTest.hangUp(client.socket());
            stopper.join();
        }
    }

    @Test
    void goesByTheConfigurationThatWasReloadedLast(@TempDir Path folder) throws Exception {
        try (TestingBackend one = TestingBackend.start("b1");
                TestingBackend two = TestingBackend.start("b2")) {
            List.of(one, two).forEach(each -> each.behaving(Behaviour.answer(each.id())));
            Path file = folder.resolve("lb.yaml");
            Files.writeString(file, yaml("tcp, pool: web", one, two));
            try (Rig rig = Rig.start(Rig.ordered(), file, List.of());
                    RawClient before = rig.client()) {
                assertThat(before.send("GET", "/").read().text()).isEqualTo("b1");
                Files.writeString(file, yaml("tcp, pool: other", one, two));
                assertThat(rig.balancer().reload().toCompletableFuture().get()).isInstanceOf(Outcome.Done.class);
                assertThat(rig.get("/").text()).isEqualTo("b2");
                assertThat(before.send("GET", "/").read().text()).isEqualTo("b1");
                Files.writeString(file, yaml("http, routes: [{pool: web}]", one, two));
                assertThat(rig.balancer().reload().toCompletableFuture().get())
                        .asString()
                        .contains("listeners: web: protocol: http (running: tcp): needs a restart");
            }
        }
    }

    private static String yaml(String protocol, TestingBackend one, TestingBackend two) {
        String pool =
                "  - {name: %s, health: {active: {type: none}}, backends: [{id: %s, address: \"127.0.0.1:%d\"}]}\n";
        return "listeners: [{name: web, bind: \"127.0.0.1:0\", protocol: " + protocol + "}]\npools:\n"
                + pool.formatted("web", one.id(), one.port()) + pool.formatted("other", two.id(), two.port());
    }
}
