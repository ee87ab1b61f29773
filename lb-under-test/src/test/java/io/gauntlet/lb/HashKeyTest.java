package io.gauntlet.lb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gauntlet.lb.testing.RawClient;
import io.gauntlet.lb.testing.Rig;
import io.gauntlet.lb.testing.TestingBackend;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests that find their backend by a key, or by how fast it answers. */
class HashKeyTest {
    private static final String HASH = "algorithm: consistent-hash";
    private static final int USERS = 30;

    /** Who answers each user, by the field of this name. */
    private static Map<String, String> byUser(Rig rig, String path) throws IOException {
        Map<String, String> answers = new HashMap<>();
        for (int i = 0; i < USERS; i++) {
            answers.put("u" + i, who(rig, path, "X-User: u" + i));
        }
        return answers;
    }

    private static String who(Rig rig, String path, String... fields) throws IOException {
        return rig.get(path, fields).field("X-Backend").orElse("nobody");
    }

    private static String whoAnswersFrom(Rig rig, String address) throws IOException {
        try (RawClient client = RawClient.connect(rig.balancer().address("web"), InetAddress.getByName(address))) {
            return client.send("GET", "/").read().field("X-Backend").orElse("nobody");
        }
    }

    @Test
    void keepsAUserAtABackendWhateverThePath() throws IOException {
        try (Rig rig = Rig.start(3, HASH, "hash-key: header:x-user")) {
            Map<String, String> first = byUser(rig, "/");
            assertThat(first.values()).contains("b1", "b2", "b3");
            assertThat(byUser(rig, "/other?x=1")).isEqualTo(first);
        }
    }

    @Test
    void agreesWithAnotherBalancerBeforeTheSameBackends() throws IOException {
        Map<String, String> first;
        try (Rig rig = Rig.start(3, HASH, "hash-key: header:X-User")) {
            first = byUser(rig, "/");
        }
        try (Rig rig = Rig.start(3, HASH, "hash-key: header:X-User")) {
            assertThat(byUser(rig, "/")).isEqualTo(first);
        }
    }

    @Test
    void movesTheUsersOfADrainedBackendAloneAndGivesThemBack() throws IOException {
        try (Rig rig = Rig.start(3, HASH, "hash-key: header:X-User")) {
            Map<String, String> first = byUser(rig, "/");
            rig.admin("POST", "/api/v1/pools/web/backends/b2/drain", "");
            byUser(rig, "/").forEach((user, backend) -> {
                String before = String.valueOf(first.get(user));
                if (before.equals("b2")) {
                    assertThat(backend).isIn("b1", "b3");
                } else {
                    assertThat(backend).isEqualTo(before);
                }
            });
            rig.admin("POST", "/api/v1/pools/web/backends/b2/undrain", "");
            assertThat(byUser(rig, "/")).isEqualTo(first);
        }
    }

    @Test
    void goesByTheClientsAddressWhereThereIsNoField() throws IOException {
        try (Rig rig = Rig.start(3, HASH, "hash-key: header:X-User")) {
            String without = who(rig, "/");
            for (int i = 0; i < 10; i++) {
                assertThat(who(rig, "/" + i)).isEqualTo(without);
                assertThat(who(rig, "/", "X-User:")).isEqualTo(without);
            }
        }
    }

    @Test
    void goesByThePathWithoutTheQuery() throws IOException {
        try (Rig rig = Rig.start(3, HASH, "hash-key: path")) {
            Set<String> all = new HashSet<>();
            for (int i = 0; i < USERS; i++) {
                String backend = who(rig, "/" + i);
                assertThat(who(rig, "/" + i + "?x=" + i)).isEqualTo(backend);
                all.add(backend);
            }
            assertThat(all).hasSize(3);
        }
    }

    @Test
    void keepsAnAddressAtABackend() throws IOException {
        try (Rig rig = Rig.start(3, "algorithm: ip-hash")) {
            Set<String> all = new HashSet<>();
            for (int i = 1; i <= USERS; i++) {
                String backend = whoAnswersFrom(rig, "127.0.0." + i);
                assertThat(whoAnswersFrom(rig, "127.0.0." + i)).isEqualTo(backend);
                all.add(backend);
            }
            assertThat(all).hasSize(3);
        }
    }

    @Test
    void takesTheNextOfTheKeyAfterARefusal() throws IOException {
        try (Rig rig = Rig.start(
                Rig.ordered(),
                3,
                HASH,
                "hash-key: header:X-User",
                "health: {active: {type: none}}",
                "retry: {attempts: 1, budget: 100%}")) {
            Map<String, String> first = byUser(rig, "/");
            rig.backend(1).close();
            Map<String, String> second = byUser(rig, "/");
            second.forEach((user, backend) -> {
                String before = String.valueOf(first.get(user));
                assertThat(backend)
                        .isEqualTo(before.equals("b2") ? backend : before)
                        .isNotEqualTo("nobody");
            });
            assertThat(byUser(rig, "/")).isEqualTo(second);
        }
    }

    @Test
    void avoidsTheSlowerBackend() throws IOException {
        try (Rig rig = Rig.start(2, "algorithm: least-response-time")) {
            var answer = TestingBackend.Behaviour.answer("late");
            rig.backend(0).behaving((head, link, journal) -> {
                LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(2));
                return answer.serve(head, link, journal);
            });
            await().atMost(Duration.ofSeconds(20)).until(() -> rig.whoAnswers().equals("b1"));
            await().atMost(Duration.ofSeconds(20)).until(() -> rig.whoAnswers().equals("b2"));
            // Two seconds against some milliseconds: it takes tens of seconds until the first is tried again.
            for (int i = 0; i < 20; i++) {
                assertThat(rig.whoAnswers()).isEqualTo("b2");
            }
        }
    }

    @Test
    void countsAnAnswerThatDoesNotComeInTimeAsASlowOne() throws IOException {
        try (Rig rig = Rig.start(2, "algorithm: least-response-time", "timeouts: {answer: 2s}")) {
            rig.backend(0).behaving((head, link, journal) -> {
                journal.add(head);
                // Until the balancer gives up.
                return link.in().read() >= 0;
            });
            await().atMost(Duration.ofSeconds(20)).until(() -> rig.whoAnswers().equals("b2"));
            await().atMost(Duration.ofSeconds(20)).until(() -> rig.whoAnswers().equals("nobody"));
            for (int i = 0; i < 20; i++) {
                assertThat(rig.whoAnswers()).isEqualTo("b2");
            }
        }
    }

    @Test
    void goesByAnotherKeyFromAReloadOn(@TempDir Path directory) throws IOException {
        List<TestingBackend> backends =
                List.of(TestingBackend.start("b1"), TestingBackend.start("b2"), TestingBackend.start("b3"));
        Path file = directory.resolve("lb.yaml");
        Files.writeString(file, Rig.yaml(backends, HASH, "hash-key: header:X-User"));
        try (Rig rig = Rig.start(Rig.ordered(), file, backends).awaitState("HEALTHY")) {
            assertThat(new HashSet<>(byUser(rig, "/").values())).hasSize(3);
            Files.writeString(file, Rig.yaml(backends, HASH, "hash-key: path"));
            assertThat(rig.admin("POST", "/api/v1/reload", "").statusCode()).isEqualTo(200);
            assertThat(new HashSet<>(byUser(rig, "/").values())).hasSize(1);
            Files.writeString(file, Rig.yaml(backends, "algorithm: round-robin"));
            assertThat(rig.admin("POST", "/api/v1/reload", "").statusCode()).isEqualTo(200);
            assertThat(new HashSet<>(byUser(rig, "/").values())).hasSize(3);
        }
    }
}
