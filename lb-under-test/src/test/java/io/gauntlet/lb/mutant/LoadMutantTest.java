package io.gauntlet.lb.mutant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gauntlet.lb.testing.RawClient;
import io.gauntlet.lb.testing.Rig;
import io.gauntlet.lb.testing.TestingBackend;
import io.gauntlet.lb.testing.TestingBackend.Behaviour;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** The mutants that the load and drain checks must notice have their defects. */
class LoadMutantTest {
    private static final String NO_PROBES = "health: {active: {type: none}}";
    private static final String LIMITS = "limits: {max-in-flight: 1, queue: 1, queue-timeout: 20ms}";

    private static Rig start(Mutant mutant, int backends, String... poolKeys) {
        return Rig.start(mutant.breaking(Rig.ordered()), backends, poolKeys);
    }

    private static Behaviour after(CountDownLatch latch) {
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

    private static int requests(Rig rig) {
        return rig.backends().stream()
                .mapToInt(backend -> backend.requests().size())
                .sum();
    }

    private static List<RawClient> send(Rig rig, int count) throws IOException {
        List<RawClient> clients = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            clients.add(rig.client().send("GET", "/" + i));
        }
        return clients;
    }

    private static void assertAnswered(List<RawClient> clients) throws IOException {
        for (RawClient client : clients) {
            assertThat(client.read().status()).isEqualTo(200);
            client.close();
        }
    }

    @Test
    void asksThriceMoreAfterA503() throws IOException {
        try (Rig rig = start(new Retries503(), 2, NO_PROBES);
                RawClient client = rig.client()) {
            rig.backends()
                    .forEach(backend -> backend.behaving(Behaviour.writeAndClose(
                            "HTTP/1.1 503 No\r\nConnection: close\r\nContent-Length: 2\r\n\r\nno")));
            assertThat(client.sendBody("POST", "/", "abc").read().status()).isEqualTo(503);
            assertThat(requests(rig)).isEqualTo(4);
            rig.backends().forEach(backend -> backend.behaving(Behaviour.writeAndClose("")));
            assertThat(client.sendBody("POST", "/", "abc").read().status()).isEqualTo(502);
            assertThat(requests(rig)).isEqualTo(5);
        }
    }

    @Test
    void takesOnWhateverComes() throws IOException {
        try (Rig rig = start(new UnboundedQueue(), 1, NO_PROBES, LIMITS)) {
            var latch = new CountDownLatch(1);
            rig.backend(0).behaving(after(latch));
            List<RawClient> clients = send(rig, 10);
            await().until(() -> rig.pools().contains("\"inFlight\":10"));
            latch.countDown();
            assertAnswered(clients);
        }
    }

    @Test
    void letsEverybodyWaitForOneConnection() throws IOException {
        try (Rig rig = start(new OneConnection(), 1, NO_PROBES, LIMITS)) {
            var latch = new CountDownLatch(1);
            rig.backend(0).behaving(after(latch));
            List<RawClient> clients = send(rig, 10);
            await().until(() -> rig.metrics().contains("gauntlet_lb_queue{pool=\"web\"} 9"));
            assertThat(rig.backend(0).openConnections()).isEqualTo(1);
            latch.countDown();
            assertAnswered(clients);
        }
    }

    @Test
    void leavesTheSocketsOfItsClientsOpen() throws IOException {
        var descriptors = new File("/proc/self/fd");
        assumeTrue(descriptors.isDirectory(), "descriptors cannot be counted here");
        try (Rig rig = start(new LeaksSockets(), 1, NO_PROBES)) {
            int before = count(descriptors);
            for (int i = 0; i < 100; i++) {
                String[] fields = i % 2 == 0 ? new String[0] : new String[] {"Connection: close"};
                assertThat(rig.get("/", fields).status()).isEqualTo(200);
            }
            assertThat(count(descriptors) - before).isGreaterThanOrEqualTo(90);
        }
    }

    private static int count(File descriptors) {
        String[] names = descriptors.list();
        return names == null ? 0 : names.length;
    }

    @Test
    void ejectsTheLastBackendToo() throws IOException {
        try (Rig rig = start(new EjectsBeyondCap(), 2).awaitState("HEALTHY")) {
            var answer = Behaviour.answer("slow");
            TestingBackend slow = rig.backend(1);
            slow.behaving((head, link, journal) -> {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(150));
                return answer.serve(head, link, journal);
            });
            for (int i = 0; i < 4; i++) {
                assertThat(rig.get("/").status()).isEqualTo(200);
            }
            rig.backend(0).close();
            rig.awaitState(rig.backend(0), "UNHEALTHY");
            assertThat(rig.get("/").status()).isEqualTo(503);
        }
    }

    @Test
    void endsAnAnswerEarlyWhenItsBackendIsDrained() throws IOException {
        try (Rig rig = start(new HalfFlushed(), 1, NO_PROBES);
                RawClient client = rig.client()) {
            rig.backend(0).behaving((head, link, journal) -> {
                link.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n");
                return link.in().read() >= 0;
            });
            client.send("GET", "/");
            await().until(() -> rig.metrics().contains("code=\"200\"} 1"));
            rig.admin("POST", "/api/v1/pools/web/backends/b1/drain", "{\"grace\":\"60s\"}");
            var answer = client.read();
            assertThat(answer.whole()).isTrue();
            assertThat(answer.text()).isEqualTo("half");
        }
    }

    @Test
    void hidesNothingWithoutADrain() throws IOException {
        try (Rig rig = start(new HalfFlushed(), 1, NO_PROBES)) {
            rig.backend(0).behaving(Behaviour.writeAndClose("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc"));
            assertThat(rig.get("/").whole()).isFalse();
        }
    }

    @Test
    void sendsAPostAgainThatMetAClosingConnection() throws IOException {
        try (Rig rig = start(new RetriesEverything(), 2, NO_PROBES, "upstream: {reuse: safe}");
                RawClient client = rig.client()) {
            client.send("GET", "/").read();
            client.send("GET", "/").read();
            rig.backend(0).behaving(Behaviour.writeAndClose(""));
            assertThat(client.sendBody("POST", "/", "abc").read().status()).isEqualTo(200);
            assertThat(requests(rig)).isEqualTo(4);
        }
    }

    @Test
    void triesNothingAgain() throws IOException {
        try (Rig rig = start(new RetriesNothing(), 2, NO_PROBES)) {
            rig.backend(0).close();
            assertThat(rig.get("/").status()).isEqualTo(502);
        }
    }
}
