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
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ten thousand backends come and go while requests flow. */
class ManyBackendsTest {
    private static final int MANY = 10_000;
    private static final int ROUNDS = 2;
    private static final int CLIENTS = 3;

    private final AtomicBoolean over = new AtomicBoolean();
    private final ExecutorService threads = Executors.newFixedThreadPool(CLIENTS + 1);
    private final TestingBackend stays = TestingBackend.start("stays");
    /** All the others are this one, which keeps no connection: ten thousand would be too many for one test. */
    private final TestingBackend comesAndGoes = TestingBackend.start("comes-and-goes")
            .behaving(
                    TestingBackend.Behaviour.writeAndClose(
                            "HTTP/1.1 200 OK\r\nX-Backend: comes-and-goes\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok"));

    @TempDir
    private Path directory;

    @AfterEach
    void end() {
        over.set(true);
        threads.shutdownNow();
        stays.close();
        comesAndGoes.close();
    }

    private void find(int others) throws IOException {
        var list = new StringBuilder("backends:\n- {id: stays, address: '127.0.0.1:" + stays.port() + "'}\n");
        for (int i = 0; i < others; i++) {
            list.append("- {id: other-")
                    .append(i)
                    .append(", address: '127.0.0.1:")
                    .append(comesAndGoes.port());
            list.append("'}\n");
        }
        Path draft = Files.writeString(directory.resolve("draft"), list);
        Files.move(
                draft,
                directory.resolve("backends.yaml"),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    /** A session on one connection: it never leaves the backend that stays. */
    private int session(Rig rig, String cookie) throws IOException {
        int sent = 0;
        try (RawClient client = rig.client()) {
            while (!over.get()) {
                Message answer = client.send("GET", "/", "Cookie: " + cookie).read();
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.field("X-Backend")).contains("stays");
                sent++;
            }
        }
        return sent;
    }

    /** Requests that may go to anybody. */
    private int passersBy(Rig rig) throws IOException {
        int sent = 0;
        try (RawClient client = rig.client()) {
            while (!over.get()) {
                assertThat(client.send("GET", "/").read().status()).isEqualTo(200);
                sent++;
            }
        }
        return sent;
    }

    private static boolean has(Rig rig, int backends) {
        return rig.pools().split("\"id\":", -1).length == backends + 1;
    }

    @Test
    void tenThousandComeAndGoAndNobodyNotices() throws Exception {
        find(0);
        String discovery = "discovery: {file: {path: '" + directory.resolve("backends.yaml") + "', interval: 20ms}}";
        try (Rig rig = Rig.start(
                Assembly.standard(),
                List.of(),
                discovery,
                "backends: []",
                "affinity: {cookie: {name: S}}",
                "health: {active: {type: none}}")) {
            String cookie = rig.get("/").field("Set-Cookie").orElseThrow().split(";", 2)[0];
            List<Future<Integer>> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(threads.submit(() -> session(rig, cookie)));
            }
            clients.add(threads.submit(() -> passersBy(rig)));
            for (int round = 0; round < ROUNDS; round++) {
                find(MANY);
                await().atMost(Duration.ofSeconds(60)).until(() -> has(rig, MANY + 1));
                int before = stays.requests().size();
                await().until(() ->
                        stays.requests().size() > before + 10 || clients.get(0).isDone());
                find(0);
                await().atMost(Duration.ofSeconds(60)).until(() -> has(rig, 1));
            }
            over.set(true);
            int sent = 1;
            for (Future<Integer> client : clients) {
                sent += client.get();
            }
            assertThat(stays.requests().size() + comesAndGoes.requests().size()).isEqualTo(sent);
            assertThat(rig.metrics())
                    .contains("gauntlet_lb_retries_total{pool=\"web\"} 0")
                    .contains("gauntlet_lb_drain_cut_total".replace("lb_", "lb_backend_"));
        }
    }
}
