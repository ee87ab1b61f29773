package io.gauntlet.lb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gauntlet.lb.testing.Message;
import io.gauntlet.lb.testing.RawClient;
import io.gauntlet.lb.testing.Rig;
import io.gauntlet.lb.testing.TestingBackend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Twenty reloads while clients send all they can, each on the one connection that it has. */
class ReloadUnderTrafficTest {
    private static final int RELOADS = 20;
    private static final int CLIENTS = 4;
    private static final int BETWEEN = 200;

    private final List<TestingBackend> backends = IntStream.rangeClosed(1, 4)
            .mapToObj(i -> TestingBackend.start("b" + i))
            .toList();
    private final ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
    private final AtomicBoolean over = new AtomicBoolean();

    /** Who answered, in the order of the answers. */
    private final Answers answers = new Answers();

    @TempDir
    private Path directory;

    @AfterEach
    void endThreads() {
        over.set(true);
        threads.shutdownNow();
    }

    /** Every other one has another weight, every third one has no b3, and all else that may change does. */
    private String yaml(int version) {
        boolean odd = version % 2 == 1;
        List<String> list = new ArrayList<>();
        for (TestingBackend backend : backends) {
            if (version % 3 != 2 || !backend.id().equals("b3")) {
                list.add("{id: " + backend.id() + ", address: '127.0.0.1:" + backend.port() + "', weight: "
                        + (backend.id().equals("b1") ? weight(version) : 1) + "}");
            }
        }
        return Rig.yaml(
                backends,
                "algorithm: weighted-round-robin",
                "backends: [" + String.join(", ", list) + "]",
                "health: {active: {interval: " + (odd ? "30ms" : "50ms") + ", unhealthy-threshold: 2}}",
                "drain: {grace: " + (odd ? "20s" : "30s") + "}",
                "timeouts: {answer: " + (odd ? "20s" : "30s") + "}",
                "retry: {budget: " + (odd ? "10%" : "20%") + "}",
                odd ? "limits: {max-in-flight: 1000}" : "limits: {queue: 9}");
    }

    private static int weight(int version) {
        return version % 2 == 1 ? 4 : 1;
    }

    private int traffic(Rig rig) throws IOException {
        int sent = 0;
        try (RawClient client = rig.client()) {
            while (!over.get()) {
                Message answer = sent % 5 == 0
                        ? client.sendBody("POST", "/" + sent, "abc").read()
                        : client.send("GET", "/" + sent).read();
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.whole()).isTrue();
                answers.add(answer.field("X-Backend").orElseThrow());
                sent++;
            }
        }
        return sent;
    }

    @Test
    void losesNothingAndForgetsNothing() throws Exception {
        Path file = Files.writeString(directory.resolve("lb.yaml"), yaml(1));
        try (Rig rig = Rig.start(Rig.ordered(), file, backends).awaitState("HEALTHY")) {
            TestingBackend dead = backends.get(3);
            dead.health(500);
            rig.awaitState(dead, "UNHEALTHY");
            int before = dead.requests().size();
            List<Future<Integer>> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(threads.submit(() -> traffic(rig)));
            }
            for (int version = 1; version <= RELOADS + 1; version++) {
                if (version > 1) {
                    Files.writeString(file, yaml(version));
                    assertThat(rig.admin("POST", "/api/v1/reload", "").body()).contains("\"version\":" + version + ",");
                }
                assertShare(answers.next(BETWEEN, clients), weight(version));
            }
            over.set(true);
            int sent = 0;
            for (Future<Integer> client : clients) {
                sent += client.get();
            }
            assertThat(dead.requests()).hasSize(before);
            int arrived =
                    backends.stream().mapToInt(each -> each.requests().size()).sum();
            assertThat(arrived - before).isEqualTo(sent);
            assertThat(rig.metrics())
                    .contains("gauntlet_lb_gone_clients_total 0", "gauntlet_lb_broken_answers_total 0");
        }
    }

    /** Exact but for what was under way at both ends, and a cycle broken off by a change of b3. */
    private static void assertShare(List<String> window, int weight) {
        long one = window.stream().filter("b1"::equals).count();
        long two = window.stream().filter("b2"::equals).count();
        double expected = (double) (one + two) * weight / (weight + 1);
        assertThat((double) one).isBetween(expected - 2 * CLIENTS - 6, expected + 2 * CLIENTS + 6);
    }

    /** Guarded by itself. */
    private static final class Answers {
        private final List<String> all = new ArrayList<>();

        synchronized void add(String backend) {
            all.add(backend);
        }

        private synchronized int size() {
            return all.size();
        }

        private synchronized List<String> from(int begin) {
            return List.copyOf(all.subList(begin, all.size()));
        }

        /** Those that come from now on, so many at least. */
        List<String> next(int count, List<Future<Integer>> clients) {
            int begin = size();
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> size() >= begin + count || clients.stream().anyMatch(Future::isDone));
            return from(begin);
        }
    }
}
