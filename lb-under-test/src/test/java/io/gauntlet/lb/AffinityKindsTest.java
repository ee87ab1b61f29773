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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sessions that are known by their client's address, or by what the application knows them by. */
class AffinityKindsTest {
    private static final String NO_PROBES = "health: {active: {type: none}}";
    private static final String BY_ADDRESS = "affinity: {client-address: {}}";
    private static final String BY_HEADER = "affinity: {header: {name: X-Session}}";
    private static final String BY_COOKIE = "affinity: {app-cookie: {name: JSESSIONID, ttl: 5m, max-entries: 1000}}";
    private static final String BACKENDS = "/api/v1/pools/web/backends/";
    private static final int CLIENTS = 24;

    private static Rig start(int backends, String... poolKeys) {
        return Rig.start(Rig.ordered(), backends, poolKeys);
    }

    private static String whoAnswersFrom(Rig rig, int client, String... fields) throws IOException {
        InetAddress from = InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) client});
        try (RawClient raw = RawClient.connect(rig.balancer().address("web"), from)) {
            return raw.send("GET", "/", fields).read().field("X-Backend").orElse("nobody");
        }
    }

    private static Map<Integer, String> byClient(Rig rig) throws IOException {
        Map<Integer, String> owners = new HashMap<>();
        for (int client = 1; client <= CLIENTS; client++) {
            owners.put(client, whoAnswersFrom(rig, client));
        }
        return owners;
    }

    private static String whoHas(Rig rig, String session) throws IOException {
        return rig.whoAnswers("X-Session: " + session);
    }

    private static Map<String, String> bySession(Rig rig) throws IOException {
        Map<String, String> owners = new HashMap<>();
        for (int i = 0; i < CLIENTS; i++) {
            owners.put("s" + i, whoHas(rig, "s" + i));
        }
        return owners;
    }

    private static void awaitEntries(Rig rig, int entries) {
        await().until(() -> rig.metrics().contains("gauntlet_lb_affinity_entries{pool=\"web\"} " + entries + "\n"));
    }

    @Test
    void keepsAnAddressWhateverItsFieldsClaim() throws IOException {
        try (Rig rig = start(3, NO_PROBES, BY_ADDRESS)) {
            Map<Integer, String> owners = byClient(rig);
            assertThat(new HashSet<>(owners.values())).hasSize(3);
            assertThat(byClient(rig)).isEqualTo(owners);
            for (int i = 0; i < 10; i++) {
                String claim = "192.0.2." + i;
                assertThat(whoAnswersFrom(rig, 1, "X-Forwarded-For: " + claim, "Forwarded: for=" + claim))
                        .isEqualTo(owners.get(1));
            }
            assertThat(rig.get("/").field("Set-Cookie")).isEmpty();
        }
    }

    @Test
    void movesTheAddressesOfOneThatDrainsAndGivesThemBack() throws IOException {
        try (Rig rig = start(3, NO_PROBES, BY_ADDRESS)) {
            Map<Integer, String> owners = byClient(rig);
            rig.admin("POST", BACKENDS + "b2/drain", "");
            Map<Integer, String> drained = byClient(rig);
            drained.forEach((client, owner) -> {
                if ("b2".equals(owners.get(client))) {
                    assertThat(owner).isIn("b1", "b3");
                } else {
                    assertThat(owner).isEqualTo(owners.get(client));
                }
            });
            rig.admin("POST", BACKENDS + "b2/undrain", "");
            assertThat(byClient(rig)).isEqualTo(owners);
            // One that refuses: the same heirs, before anybody has found out.
            rig.backend(1).close();
            assertThat(byClient(rig)).isEqualTo(drained);
            assertThat(byClient(rig)).isEqualTo(drained);
        }
    }

    @Test
    void keepsASessionByItsHeader() throws IOException {
        try (Rig rig = start(3, NO_PROBES, BY_HEADER)) {
            Map<String, String> owners = bySession(rig);
            assertThat(new HashSet<>(owners.values())).hasSize(3);
            assertThat(bySession(rig)).isEqualTo(owners);
            assertThat(List.of(rig.whoAnswers(), rig.whoAnswers(), rig.whoAnswers()))
                    .containsExactlyInAnyOrder("b1", "b2", "b3");
            awaitEntries(rig, CLIENTS);
        }
    }

    @Test
    void movesOnceOverTheSurvivorsAndNotBack() throws IOException {
        List<TestingBackend> backends =
                List.of(TestingBackend.start("b1"), TestingBackend.start("b2"), TestingBackend.start("b3"));
        try (Rig rig = Rig.start(Rig.ordered(), backends, BY_HEADER).awaitState("HEALTHY")) {
            Map<String, String> owners = bySession(rig);
            backends.get(1).health(500);
            rig.awaitState(backends.get(1), "UNHEALTHY");
            Map<String, String> moved = bySession(rig);
            assertThat(new HashSet<>(moved.values())).containsExactlyInAnyOrder("b1", "b3");
            moved.forEach((session, owner) ->
                    assertThat(owner).isEqualTo("b2".equals(owners.get(session)) ? owner : owners.get(session)));
            backends.get(1).health(200);
            rig.awaitState(backends.get(1), "HEALTHY");
            assertThat(bySession(rig)).isEqualTo(moved);
        }
    }

    @Test
    void bindsASessionToTheBackendThatAnsweredAfterARetry() throws IOException {
        try (Rig rig = start(2, NO_PROBES, BY_HEADER)) {
            String first = whoHas(rig, "s");
            rig.backend(first.equals("b1") ? 0 : 1).close();
            String other = first.equals("b1") ? "b2" : "b1";
            int before = rig.backend(other.equals("b1") ? 0 : 1).requests().size();
            for (int i = 1; i <= 3; i++) {
                assertThat(whoHas(rig, "s")).isEqualTo(other);
            }
            assertThat(rig.backend(other.equals("b1") ? 0 : 1).requests()).hasSize(before + 3);
            assertThat(rig.metrics()).contains("gauntlet_lb_retries_total{pool=\"web\"} 1\n");
        }
    }

    @Test
    void dropsTheSessionsOfARemovedBackendAtOnce() throws IOException {
        try (Rig rig = start(3, NO_PROBES, BY_HEADER)) {
            Map<String, String> owners = bySession(rig);
            long lost = owners.values().stream().filter("b2"::equals).count();
            rig.admin("DELETE", BACKENDS + "b2", "");
            awaitEntries(rig, (int) (CLIENTS - lost));
            assertThat(rig.metrics())
                    .contains(
                            "gauntlet_lb_affinity_dropped_total{pool=\"web\",reason=\"backend-gone\"} " + lost + "\n",
                            "gauntlet_lb_affinity_dropped_total{pool=\"web\",reason=\"expired\"} 0\n",
                            "gauntlet_lb_affinity_dropped_total{pool=\"web\",reason=\"full\"} 0\n");
            bySession(rig)
                    .forEach((session, owner) -> assertThat(owner)
                            .isNotEqualTo("b2")
                            .isEqualTo("b2".equals(owners.get(session)) ? owner : owners.get(session)));
        }
    }

    /** Begins a session for whoever has none. */
    private static Behaviour application() {
        var ids = new AtomicInteger();
        return (head, link, journal) -> {
            journal.add(head.readBody(link.in(), false, false));
            boolean known = head.field("Cookie").orElse("").contains("JSESSIONID=");
            String begun = "Set-Cookie: JSESSIONID=" + link.id() + "-" + ids.incrementAndGet() + "; Path=/\r\n";
            link.write("HTTP/1.1 200 OK\r\nX-Backend: " + link.id() + "\r\n" + (known ? "" : begun)
                    + "Content-Length: 0\r\n\r\n");
            return true;
        };
    }

    @Test
    void learnsASessionFromTheApplicationsAnswer() throws IOException {
        try (Rig rig = start(3, NO_PROBES, BY_COOKIE)) {
            rig.backends().forEach(backend -> backend.behaving(application()));
            for (int i = 1; i <= 6; i++) {
                Message first = rig.get("/");
                assertThat(first.all("Set-Cookie")).hasSize(1);
                String cookie = "Cookie: a=b; "
                        + first.field("Set-Cookie").orElseThrow().split(";", 2)[0];
                for (int n = 0; n < 3; n++) {
                    Message next = rig.get("/", cookie);
                    assertThat(next.field("X-Backend")).isEqualTo(first.field("X-Backend"));
                    assertThat(next.field("Set-Cookie")).isEmpty();
                }
                awaitEntries(rig, i);
            }
        }
    }

    @Test
    void takesGarbageForAName() throws IOException {
        try (Rig rig = start(2, NO_PROBES, BY_HEADER)) {
            String long15K = "x".repeat(15 * 1024);
            for (String name : List.of(long15K, "\u00ff\u0080", "a,b;c=d", "%00", "\"")) {
                String owner = whoHas(rig, name);
                assertThat(owner).isIn("b1", "b2");
                assertThat(List.of(whoHas(rig, name), whoHas(rig, name))).containsOnly(owner);
            }
            assertThat(rig.get("/", "X-Session: " + "x".repeat(64 * 1024)).status())
                    .isEqualTo(431);
        }
    }

    @Test
    void keepsItsTableOverAReloadThatDoesNotChangeIt(@TempDir Path directory) throws IOException {
        List<TestingBackend> backends =
                List.of(TestingBackend.start("b1"), TestingBackend.start("b2"), TestingBackend.start("b3"));
        Path file = directory.resolve("lb.yaml");
        Files.writeString(file, Rig.yaml(backends, NO_PROBES, BY_HEADER));
        try (Rig rig = Rig.start(Rig.ordered(), file, backends)) {
            Map<String, String> owners = bySession(rig);
            Files.writeString(file, Rig.yaml(backends, NO_PROBES, BY_HEADER, "algorithm: least-connections"));
            assertThat(rig.admin("POST", "/api/v1/reload", "").statusCode()).isEqualTo(200);
            assertThat(bySession(rig)).isEqualTo(owners);
            // A backend that leaves takes its sessions out of the table that went on.
            Files.writeString(file, Rig.yaml(backends.subList(0, 2), NO_PROBES, BY_HEADER));
            assertThat(rig.admin("POST", "/api/v1/reload", "").statusCode()).isEqualTo(200);
            awaitEntries(rig, (int) owners.values().stream()
                    .filter(owner -> !owner.equals("b3"))
                    .count());
            Files.writeString(
                    file, Rig.yaml(backends, NO_PROBES, "affinity: {header: {name: X-Session, max-entries: 7}}"));
            assertThat(rig.admin("POST", "/api/v1/reload", "").statusCode()).isEqualTo(200);
            awaitEntries(rig, 0);
        }
    }
}
