package io.gauntlet.lb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gauntlet.lb.testing.Message;
import io.gauntlet.lb.testing.RawClient;
import io.gauntlet.lb.testing.Rig;
import io.gauntlet.lb.testing.TestingBackend;
import io.gauntlet.lb.testing.TestingBackend.Behaviour;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** A pool that is asked for more than it can do. */
class LimitsTest {
    /** Requests of each thread. */
    private static final int STORM = 60;

    private static final String NO_PROBES = "health: {active: {type: none}}";

    private static Rig start(int backends, String limits, String... more) {
        List<String> keys = new ArrayList<>(List.of(NO_PROBES, "limits: {" + limits + "}"));
        keys.addAll(List.of(more));
        return Rig.start(Rig.ordered(), backends, keys.toArray(String[]::new));
    }

    /** Answers when the latch opens, and notes how many it had at once. */
    private static Behaviour holding(CountDownLatch latch, AtomicInteger now, AtomicInteger most) {
        var answer = Behaviour.answer("ok");
        return (head, link, journal) -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            try {
                latch.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            now.decrementAndGet();
            return answer.serve(head, link, journal);
        };
    }

    private static List<RawClient> send(Rig rig, int count) throws IOException {
        List<RawClient> clients = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            clients.add(rig.client().send("GET", "/" + i));
        }
        return clients;
    }

    private static void awaitMetric(Rig rig, String line) {
        await().until(() -> rig.metrics().lines().anyMatch(line::equals));
    }

    private static void awaitIdle(Rig rig) {
        await().until(() -> !rig.metrics()
                .lines()
                .filter(line -> line.startsWith("gauntlet_lb_backend_in_flight"))
                .anyMatch(line -> !line.endsWith(" 0")));
    }

    @Test
    void givesNoBackendMoreThanItsMaximum() throws IOException {
        try (Rig rig = start(2, "max-in-flight: 2, queue: 20, queue-timeout: 60s")) {
            var latch = new CountDownLatch(1);
            var most = new AtomicInteger();
            rig.backends().forEach(backend -> backend.behaving(holding(latch, new AtomicInteger(), most)));
            List<RawClient> clients = send(rig, 14);
            awaitMetric(rig, "gauntlet_lb_queue{pool=\"web\"} 10");
            latch.countDown();
            for (RawClient client : clients) {
                assertThat(client.read().status()).isEqualTo(200);
                client.close();
            }
            assertThat(most).hasValue(2);
            assertThat(rig.metrics()).contains("gauntlet_lb_queue{pool=\"web\"} 0", "queued_total{pool=\"web\"} 10");
            awaitIdle(rig);
        }
    }

    @Test
    void turnsAwayAtOnceWhatFindsTheQueueFull() throws IOException {
        try (Rig rig = start(1, "max-in-flight: 1, queue: 0")) {
            var latch = new CountDownLatch(1);
            rig.backend(0).behaving(holding(latch, new AtomicInteger(), new AtomicInteger()));
            try (RawClient first = rig.client().send("GET", "/")) {
                await().until(() -> rig.pools().contains("\"inFlight\":1"));
                Message refusal = rig.get("/");
                assertThat(refusal.status()).isEqualTo(503);
                assertThat(refusal.field("Retry-After")).contains("1");
                assertThat(refusal.text()).contains("busy");
                assertThat(rig.metrics())
                        .contains("gauntlet_lb_shed_total{pool=\"web\"} 1", "{reason=\"overloaded\"} 1");
                latch.countDown();
                assertThat(first.read().status()).isEqualTo(200);
            }
        }
    }

    @Test
    void turnsAwayWhatWaitedTooLongAndKeepsItsConnection() throws IOException {
        try (Rig rig = start(1, "max-in-flight: 1, queue: 5, queue-timeout: 50ms")) {
            var latch = new CountDownLatch(1);
            rig.backend(0).behaving(holding(latch, new AtomicInteger(), new AtomicInteger()));
            try (RawClient first = rig.client().send("GET", "/");
                    RawClient second = rig.client()) {
                await().until(() -> rig.pools().contains("\"inFlight\":1"));
                assertThat(second.send("GET", "/").read().status()).isEqualTo(503);
                latch.countDown();
                assertThat(first.read().status()).isEqualTo(200);
                assertThat(second.send("GET", "/").read().status()).isEqualTo(200);
            }
        }
    }

    @Test
    void countsAStickyRequestAgainstItsOwnBackend() throws IOException {
        try (Rig rig = start(2, "max-in-flight: 1, queue: 0", "affinity: {cookie: {}}")) {
            Message welcome = rig.get("/");
            String cookie =
                    "Cookie: " + welcome.field("Set-Cookie").orElseThrow().split(";", 2)[0];
            var latch = new CountDownLatch(1);
            rig.backends().forEach(b -> b.behaving(holding(latch, new AtomicInteger(), new AtomicInteger())));
            try (RawClient first = rig.client().send("GET", "/", cookie)) {
                await().until(() -> rig.pools().contains("\"inFlight\":1"));
                assertThat(rig.get("/", cookie).status()).isEqualTo(503);
                latch.countDown();
                assertThat(first.read().field("X-Backend")).isEqualTo(welcome.field("X-Backend"));
            }
        }
    }

    @Test
    void neverGivesWhatWaitedToADrainedBackend() throws IOException {
        try (Rig rig = start(2, "max-in-flight: 1, queue: 5, queue-timeout: 60s")) {
            var latch = new CountDownLatch(1);
            rig.backends().forEach(b -> b.behaving(holding(latch, new AtomicInteger(), new AtomicInteger())));
            List<RawClient> clients = send(rig, 6);
            awaitMetric(rig, "gauntlet_lb_queue{pool=\"web\"} 4");
            rig.admin("POST", "/api/v1/pools/web/backends/b1/drain", "");
            latch.countDown();
            for (RawClient client : clients) {
                assertThat(client.read().status()).isEqualTo(200);
                client.close();
            }
            assertThat(rig.backend(0).requests()).hasSize(1);
            assertThat(rig.backend(1).requests()).hasSize(5);
        }
    }

    @Test
    void retriesARefusedConnectionWithinTheLimits() throws IOException {
        try (Rig rig = start(2, "max-in-flight: 1, queue: 5, queue-timeout: 60s")) {
            rig.backend(0).close();
            for (int i = 0; i < 6; i++) {
                assertThat(rig.get("/").field("X-Backend")).contains("b2");
            }
            awaitIdle(rig);
        }
    }

    @Test
    void losesNoPlaceInAStormOfClientsThatLeave() throws Exception {
        try (Rig rig = start(2, "max-in-flight: 2, queue: 4, queue-timeout: 20ms")) {
            var answer = Behaviour.answer("ok");
            rig.backends()
                    .forEach(b -> b.behaving((head, link, journal) -> {
                        // A little work, or else nobody would ever wait.
                        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
                        return answer.serve(head, link, journal);
                    }));
            List<Future<List<Integer>>> storms = new ArrayList<>();
            ExecutorService threads = Executors.newFixedThreadPool(16);
            for (int t = 0; t < 16; t++) {
                boolean leaves = t % 2 == 0;
                storms.add(threads.submit(() -> storm(rig, leaves)));
            }
            threads.shutdown();
            List<Integer> statuses = new ArrayList<>();
            for (Future<List<Integer>> storm : storms) {
                statuses.addAll(storm.get(60, TimeUnit.SECONDS));
            }
            assertThat(statuses).hasSize(8 * STORM).contains(200).isSubsetOf(200, 503);
            awaitIdle(rig);
            awaitMetric(rig, "gauntlet_lb_queue{pool=\"web\"} 0");
            for (int i = 0; i < 20; i++) {
                assertThat(rig.get("/").status()).isEqualTo(200);
            }
        }
    }

    private static List<Integer> storm(Rig rig, boolean leaves) throws IOException {
        List<Integer> statuses = new ArrayList<>();
        for (int i = 0; i < STORM; i++) {
            try (RawClient client = rig.client().send("GET", "/")) {
                if (!leaves) {
                    statuses.add(client.read().status());
                }
            }
        }
        return statuses;
    }

    @Test
    void connectsNoFurtherForAClientThatLeft() throws IOException {
        try (var deaf = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Rig rig = Rig.start(
                        Rig.ordered(),
                        List.of(),
                        "backends: [{id: b1, address: 127.0.0.1:" + deaf.getLocalPort() + "}]",
                        NO_PROBES,
                        "timeouts: {connect: 10m}",
                        "upstream: {max-connections: 1}",
                        "limits: {queue: 0}")) {
            List<SocketChannel> crowd = fillBacklog(deaf);
            for (int i = 0; i < 2; i++) {
                try (RawClient client = rig.client().send("GET", "/")) {
                    awaitMetric(rig, "gauntlet_lb_backend_connections{pool=\"web\",backend=\"b1\"} 1");
                    assertThat(client.socket().isConnected()).isTrue();
                }
                awaitMetric(rig, "gauntlet_lb_backend_connections{pool=\"web\",backend=\"b1\"} 0");
                awaitIdle(rig);
            }
            for (SocketChannel one : crowd) {
                one.close();
            }
        }
    }

    /** Connects until no more connection comes about, since nobody accepts any. */
    private static List<SocketChannel> fillBacklog(ServerSocket server) throws IOException {
        List<SocketChannel> crowd = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            SocketChannel channel = SocketChannel.open();
            channel.configureBlocking(false);
            channel.connect(server.getLocalSocketAddress());
            crowd.add(channel);
        }
        return crowd;
    }

    @Test
    void answersWhatWaitsWhenThePoolIsEmptied() throws IOException {
        try (Rig rig = start(1, "max-in-flight: 1, queue: 5, queue-timeout: 60s")) {
            var latch = new CountDownLatch(1);
            rig.backend(0).behaving(holding(latch, new AtomicInteger(), new AtomicInteger()));
            List<RawClient> clients = send(rig, 1);
            await().until(() -> rig.pools().contains("\"inFlight\":1"));
            try (RawClient waiting = rig.client().send("GET", "/")) {
                awaitMetric(rig, "gauntlet_lb_queue{pool=\"web\"} 1");
                rig.admin("POST", "/api/v1/pools/web/backends/b1/drain", "");
                Message answer = waiting.read();
                assertThat(answer.status()).isEqualTo(503);
                assertThat(answer.text()).doesNotContain("busy");
            }
            latch.countDown();
            assertThat(clients.get(0).read().status()).isEqualTo(200);
            clients.get(0).close();
        }
    }

    @Test
    void keepsConnectionsToABackendBelowTheirMaximum() throws IOException {
        try (Rig rig = Rig.start(
                Rig.ordered(),
                1,
                NO_PROBES,
                "upstream: {max-connections: 3}",
                "limits: {queue: 50, queue-timeout: 60s}")) {
            TestingBackend backend = rig.backend(0);
            var latch = new CountDownLatch(1);
            backend.behaving(holding(latch, new AtomicInteger(), new AtomicInteger()));
            List<RawClient> clients = send(rig, 12);
            awaitMetric(rig, "gauntlet_lb_queue{pool=\"web\"} 9");
            assertThat(backend.openConnections()).isEqualTo(3);
            latch.countDown();
            for (RawClient client : clients) {
                assertThat(client.read().status()).isEqualTo(200);
                client.close();
            }
            await().until(() -> backend.openConnections() <= 3);
        }
    }
}
