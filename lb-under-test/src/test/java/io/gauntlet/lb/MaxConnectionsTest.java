package io.gauntlet.lb;

import static io.gauntlet.lb.UpgradeTest.UPGRADE;
import static io.gauntlet.lb.UpgradeTest.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gauntlet.lb.testing.Message;
import io.gauntlet.lb.testing.RawClient;
import io.gauntlet.lb.testing.Rig;
import io.gauntlet.lb.testing.Secrets;
import io.gauntlet.lb.testing.Talks;
import io.gauntlet.lb.testing.TestingBackend;
import io.gauntlet.lb.testing.TestingBackend.Behaviour;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A listener that has as many connections as it may have. */
class MaxConnectionsTest {
    @TempDir
    private Path directory;

    private static String listener(int max) {
        return "listeners: [{name: web, bind: 127.0.0.1:0, max-connections: " + max + ", routes: [{pool: web}]}]";
    }

    private static void awaitMetric(Rig rig, String name, long value) {
        await().until(() ->
                rig.metrics().contains("gauntlet_lb_listener_" + name + "{listener=\"web\"} " + value + "\n"));
    }

    /** So many that have been answered, and say no more. */
    private static List<RawClient> idle(Rig rig, int count) throws IOException {
        List<RawClient> clients = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            RawClient client = rig.client();
            clients.add(client);
            assertThat(client.send("GET", "/idle").read().status()).isEqualTo(200);
        }
        return clients;
    }

    private static void assertUnheard(Rig rig, RawClient client) throws IOException {
        assertThat(client.socket().getInputStream().available()).isZero();
        assertThat(rig.backend(0).requests())
                .noneMatch(request -> request.path().equals("/waits"));
    }

    @Test
    void letsTheNextOneWaitUntilAnotherEnds() throws IOException {
        try (Rig rig = Rig.start(1, listener(3))) {
            List<RawClient> clients = idle(rig, 3);
            awaitMetric(rig, "full_total", 1);
            try (RawClient next = rig.client().send("GET", "/waits")) {
                // Those that are in are served as ever, again and again, and the other is not.
                for (RawClient client : clients) {
                    assertThat(client.send("GET", "/idle").read().status()).isEqualTo(200);
                }
                assertUnheard(rig, next);
                awaitMetric(rig, "connections", 3);
                awaitMetric(rig, "max_connections", 3);
                clients.get(1).close();
                assertThat(next.read().text()).isEqualTo("ok");
                awaitMetric(rig, "connections", 3);
                awaitMetric(rig, "full_total", 2);
            }
            for (RawClient client : clients) {
                client.close();
            }
            awaitMetric(rig, "connections", 0);
        }
    }

    @Test
    void servesOnWhenTheBalancerEndsTheConnection() throws IOException {
        try (Rig rig = Rig.start(1, listener(1))) {
            try (RawClient first = rig.client();
                    RawClient next = rig.client().send("GET", "/waits")) {
                assertThat(first.send("GET", "/", "Connection: close").read().status())
                        .isEqualTo(200);
                assertThat(next.read().status()).isEqualTo(200);
            }
        }
    }

    @Test
    void countsHandshakesThatHaveOnlyBegun() throws Exception {
        Secrets secrets = Secrets.in(directory);
        String listener = secrets.listener("shop").replace("name: web,", "name: web, max-connections: 2,");
        try (Rig rig = Rig.start(1, listener);
                RawClient silent = rig.client();
                RawClient idle = secrets.client(rig)) {
            assertThat(idle.send("GET", "/idle").read().status()).isEqualTo(200);
            awaitMetric(rig, "full_total", 1);
            CompletableFuture<Message> answer = CompletableFuture.supplyAsync(() -> {
                try (RawClient next = secrets.client(rig)) {
                    return next.send("GET", "/waits").read();
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            assertThat(idle.send("GET", "/idle").read().status()).isEqualTo(200);
            assertThat(answer).isNotDone();
            silent.socket().close();
            assertThat(answer.get(20, TimeUnit.SECONDS).status()).isEqualTo(200);
        }
    }

    @Test
    void countsTunnels() throws IOException {
        var talks = new Talks();
        try (Rig rig = Rig.start(1, listener(1));
                RawClient client = rig.client()) {
            rig.backend(0).behaving(talks.switching(""));
            assertThat(client.send("GET", "/", UPGRADE).read().status()).isEqualTo(101);
            TestingBackend.Link backend = talks.next();
            try (RawClient next = rig.client().send("GET", "/waits")) {
                client.write("up");
                assertThat(read(backend.in(), 2)).isEqualTo("up");
                assertUnheard(rig, next);
                backend.socket().close();
                client.socket().close();
                assertThat(next.read().status()).isEqualTo(200);
            }
        }
    }

    @Test
    void holdsForTcpToo() throws IOException {
        String listener = "listeners: [{name: web, bind: 127.0.0.1:0, protocol: tcp, max-connections: 2, pool: web}]";
        try (Rig rig = Rig.start(1, listener)) {
            List<RawClient> clients = idle(rig, 2);
            try (RawClient next = rig.client().send("GET", "/waits")) {
                assertThat(clients.get(0).send("GET", "/idle").read().status()).isEqualTo(200);
                assertUnheard(rig, next);
                awaitMetric(rig, "connections", 2);
                clients.get(0).close();
                assertThat(next.read().status()).isEqualTo(200);
            }
            clients.get(1).close();
            awaitMetric(rig, "connections", 0);
        }
    }

    private static void reload(Rig rig) {
        assertThat(rig.admin("POST", "/api/v1/reload", "").statusCode()).isEqualTo(200);
    }

    @Test
    void goesByWhatAReloadSays() throws IOException {
        List<TestingBackend> backends = List.of(TestingBackend.start("b1"));
        Path file = directory.resolve("lb.yaml");
        Files.writeString(file, Rig.yaml(backends, listener(2)));
        try (Rig rig = Rig.start(Rig.ordered(), file, backends).awaitState("HEALTHY")) {
            List<RawClient> clients = idle(rig, 2);
            try (RawClient third = rig.client().send("GET", "/third")) {
                awaitMetric(rig, "full_total", 1);
                Files.writeString(file, Rig.yaml(backends, listener(3)));
                reload(rig);
                assertThat(third.read().status()).isEqualTo(200);
                Files.writeString(file, Rig.yaml(backends, listener(1)));
                reload(rig);
                awaitMetric(rig, "max_connections", 1);
                try (RawClient next = rig.client().send("GET", "/waits")) {
                    for (RawClient client : clients) {
                        // None is closed for there being too many.
                        assertThat(client.send("GET", "/idle").read().status()).isEqualTo(200);
                        client.close();
                    }
                    awaitMetric(rig, "connections", 1);
                    assertThat(third.send("GET", "/third").read().status()).isEqualTo(200);
                    assertUnheard(rig, next);
                    third.socket().close();
                    assertThat(next.read().status()).isEqualTo(200);
                }
            }
        }
    }

    @Test
    void hasNoMoreAtOnceWhateverTheClientsDo() throws Exception {
        var most = new AtomicInteger();
        // Those that leave fill the backlog of the backend now and then.
        try (Rig rig = Rig.start(1, listener(4), "timeouts: {connect: 20s}")) {
            var now = new AtomicInteger();
            Behaviour answer = Behaviour.answer("ok");
            rig.backend(0).behaving((head, link, journal) -> {
                // Of those that leave, the balancer knows it before the backend does.
                if (head.path().equals("/stays")) {
                    most.accumulateAndGet(now.incrementAndGet(), Math::max);
                    now.decrementAndGet();
                }
                return answer.serve(head, link, journal);
            });
            ExecutorService threads = Executors.newFixedThreadPool(16);
            List<Future<List<String>>> storms = new ArrayList<>();
            for (int t = 0; t < 16; t++) {
                boolean leaves = t % 4 == 0;
                storms.add(threads.submit(() -> storm(rig, leaves)));
            }
            threads.shutdown();
            List<String> answers = new ArrayList<>();
            for (Future<List<String>> storm : storms) {
                answers.addAll(storm.get(60, TimeUnit.SECONDS));
            }
            assertThat(answers).hasSize(12 * 50).containsOnly("HTTP/1.1 200 OK ok");
            awaitMetric(rig, "connections", 0);
            assertThat(rig.get("/").status()).isEqualTo(200);
        }
        assertThat(most.get()).isBetween(1, 4);
    }

    private static List<String> storm(Rig rig, boolean leaves) throws IOException {
        List<String> answers = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            try (RawClient client = rig.client().send("GET", leaves ? "/leaves" : "/stays")) {
                if (!leaves) {
                    Message answer = client.read();
                    answers.add(answer.line() + " " + answer.text());
                }
            }
        }
        return answers;
    }

    @Test
    void isWhatTheDescriptorsAllowWithoutAWord() {
        try (Rig rig = Rig.start(1)) {
            assertThat(rig.metrics().lines())
                    .filteredOn(line -> line.startsWith("gauntlet_lb_listener_max_connections{"))
                    .singleElement()
                    .satisfies(line -> assertThat(Long.parseLong(line.substring(line.indexOf(' ') + 1)))
                            .isGreaterThan(100));
        }
    }
}
