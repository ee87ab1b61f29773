package io.gauntlet.lb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gauntlet.lb.testing.RawClient;
import io.gauntlet.lb.testing.Rig;
import io.gauntlet.lb.testing.TestingBackend;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A backend to which connections neither come about nor fail, as behind a filter that drops packets. */
class PendingTest {
    private final List<SocketChannel> crowd = new ArrayList<>();
    private final ServerSocket deaf;

    PendingTest() throws IOException {
        deaf = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    /** Connects until no more connection comes about, since nobody accepts any. */
    @BeforeEach
    void fillBacklog() throws IOException {
        for (int i = 0; i < 8; i++) {
            SocketChannel channel = SocketChannel.open();
            channel.configureBlocking(false);
            channel.connect(deaf.getLocalSocketAddress());
            crowd.add(channel);
        }
    }

    @AfterEach
    void close() throws IOException {
        for (SocketChannel one : crowd) {
            one.close();
        }
        deaf.close();
    }

    private Rig start(List<TestingBackend> others, String limits, String... more) {
        StringBuilder backends = new StringBuilder("{id: deaf, address: 127.0.0.1:" + deaf.getLocalPort() + "}");
        others.forEach(other -> backends.append(", {id: " + other.id() + ", address: 127.0.0.1:" + other.port() + "}"));
        List<String> keys = new ArrayList<>(List.of(more));
        keys.add("backends: [" + backends + "]");
        keys.add("health: {active: {type: none}}");
        keys.add("timeouts: {connect: 10m}");
        keys.add("limits: {" + limits + "}");
        return Rig.start(Rig.ordered(), others, keys.toArray(String[]::new));
    }

    private static void awaitMetric(Rig rig, String line) {
        await().until(() -> rig.metrics().lines().anyMatch(line::equals));
    }

    private static void awaitPending(Rig rig, int count) {
        awaitMetric(rig, "gauntlet_lb_backend_pending{pool=\"web\",backend=\"deaf\"} " + count);
    }

    @Test
    void othersGetWhatABackendCannotTake() throws IOException {
        try (Rig rig = start(List.of(TestingBackend.start("b2")), "max-pending: 2")) {
            List<RawClient> stuck = new ArrayList<>();
            for (int pending = 1; pending <= 2; pending++) {
                stuck.add(rig.client().send("GET", "/"));
                awaitPending(rig, pending);
                assertThat(rig.whoAnswers()).isEqualTo("b2");
            }
            for (int i = 0; i < 10; i++) {
                assertThat(rig.whoAnswers()).isEqualTo("b2");
            }
            awaitPending(rig, 2);
            assertThat(rig.metrics())
                    .contains("gauntlet_lb_backend_requests_total{pool=\"web\",backend=\"deaf\"} 2\n")
                    .contains("gauntlet_lb_backend_pending{pool=\"web\",backend=\"b2\"} 0\n")
                    .doesNotContain("gauntlet_lb_backend_pending_full_total{pool=\"web\",backend=\"deaf\"} 0\n");
            for (RawClient client : stuck) {
                client.close();
            }
            awaitPending(rig, 0);
            awaitMetric(rig, "gauntlet_lb_backend_in_flight{pool=\"web\",backend=\"deaf\"} 0");
        }
    }

    @Test
    void waitsInTheQueueOfThePoolWhereNobodyElseCouldTakeIt() throws IOException {
        try (Rig rig = start(List.of(), "max-pending: 1, queue: 1, queue-timeout: 10m")) {
            RawClient first = rig.client().send("GET", "/");
            awaitPending(rig, 1);
            try (RawClient second = rig.client().send("GET", "/")) {
                awaitMetric(rig, "gauntlet_lb_queue{pool=\"web\"} 1");
                assertThat(rig.get("/").status()).isEqualTo(503);
                assertThat(rig.pools()).contains("\"pending\":1");
                first.close();
                awaitMetric(rig, "gauntlet_lb_queue{pool=\"web\"} 0");
                awaitPending(rig, 1);
                assertThat(second.socket().isConnected()).isTrue();
            }
            awaitPending(rig, 0);
        }
    }

    @Test
    void countsRequestsAndNotTheOneConnectionThatTheyWaitFor() throws IOException {
        try (Rig rig =
                start(List.of(), "max-pending: 2, queue: 1, queue-timeout: 10m", "upstream: {protocol: http2}")) {
            List<RawClient> clients = new ArrayList<>();
            for (int count = 1; count <= 2; count++) {
                clients.add(rig.client().send("GET", "/"));
                awaitPending(rig, count);
            }
            clients.add(rig.client().send("GET", "/"));
            awaitMetric(rig, "gauntlet_lb_queue{pool=\"web\"} 1");
            assertThat(rig.get("/").status()).isEqualTo(503);
            awaitPending(rig, 2);
            for (RawClient client : clients) {
                client.close();
            }
            awaitPending(rig, 0);
            awaitMetric(rig, "gauntlet_lb_backend_in_flight{pool=\"web\",backend=\"deaf\"} 0");
        }
    }

    private static Rig tcp(List<TestingBackend> backends, String... keys) {
        List<String> all = new ArrayList<>(List.of(keys));
        all.add("listeners: [{name: web, bind: 127.0.0.1:0, protocol: tcp, pool: web}]");
        all.add("health: {active: {type: none}}");
        all.add("limits: {max-pending: 1, queue: 0}");
        return Rig.start(Rig.ordered(), backends, all.toArray(String[]::new));
    }

    @Test
    void countsConnectionsOfTcpThatDoNotComeAbout() throws IOException {
        String deafOne = "backends: [{id: deaf, address: 127.0.0.1:" + deaf.getLocalPort() + "}]";
        try (Rig rig = tcp(List.of(), deafOne, "timeouts: {connect: 10m}");
                RawClient first = rig.client()) {
            awaitPending(rig, 1);
            try (RawClient second = rig.client()) {
                assertThat(second.socket().getInputStream().read()).isEqualTo(-1);
            }
            assertThat(first.socket().isConnected()).isTrue();
            awaitPending(rig, 1);
        }
    }

    @Test
    void countsConnectionsOfTcpNoLongerOnceTheyAreThere() throws IOException {
        try (Rig rig = tcp(List.of(TestingBackend.start("b1")))) {
            List<RawClient> clients = new ArrayList<>();
            for (int count = 1; count <= 3; count++) {
                clients.add(rig.client());
                awaitMetric(rig, "gauntlet_lb_backend_in_flight{pool=\"web\",backend=\"b1\"} " + count);
                awaitMetric(rig, "gauntlet_lb_backend_pending{pool=\"web\",backend=\"b1\"} 0");
            }
            for (RawClient client : clients) {
                client.close();
            }
            awaitMetric(rig, "gauntlet_lb_backend_in_flight{pool=\"web\",backend=\"b1\"} 0");
            assertThat(rig.metrics()).contains("gauntlet_lb_backend_pending{pool=\"web\",backend=\"b1\"} 0\n");
        }
    }
}
