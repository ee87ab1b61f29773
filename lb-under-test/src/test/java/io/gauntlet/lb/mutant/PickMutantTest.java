package io.gauntlet.lb.mutant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gauntlet.lb.testing.RawClient;
import io.gauntlet.lb.testing.Rig;
import io.gauntlet.lb.testing.TestingBackend;
import io.gauntlet.lb.testing.WebSocketEcho;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The mutants that pick in the wrong order have their defects. */
class PickMutantTest {
    private static final int SWITCHING_PROTOCOLS = 101;
    private static final String[] UPGRADE = {
        "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: a2V5"
    };
    private static final String NO_PROBES = "health: {active: {type: none}}";

    private static List<String> answers(RawClient client, int count) throws IOException {
        List<String> answers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            answers.add(client.send("GET", "/").read().field("X-Backend").orElse("nobody"));
        }
        return answers;
    }

    @Test
    void picksInBunches() throws IOException {
        var backends = List.of(TestingBackend.start("b1"), TestingBackend.start("b2"));
        String weighted =
                "backends: [{id: b1, address: 127.0.0.1:%d, weight: 3}, {id: b2, address: 127.0.0.1:%d, weight: 2}]"
                        .formatted(backends.get(0).port(), backends.get(1).port());
        var bunched = new BunchedWeights().breaking(Rig.ordered());
        try (Rig rig = Rig.start(bunched, backends, NO_PROBES, weighted, "algorithm: weighted-round-robin");
                RawClient client = rig.client()) {
            assertThat(answers(client, 6)).containsExactly("b1", "b1", "b1", "b2", "b2", "b1");
        }
    }

    @Test
    void takesTurnsForLeastConnections() throws IOException {
        var backends = List.of(TestingBackend.start("b1"), TestingBackend.start("b2"));
        var blind = new LoadIgnored().breaking(Rig.ordered());
        try (Rig rig = Rig.start(blind, backends, NO_PROBES, "algorithm: least-connections");
                RawClient busy = rig.client();
                RawClient client = rig.client()) {
            backends.get(0).behaving((head, link, journal) -> link.in().read() >= 0);
            busy.send("GET", "/");
            await().until(() -> rig.pools().contains("\"inFlight\":1"));
            backends.get(0).behaving(TestingBackend.Behaviour.answer("ok"));
            assertThat(answers(client, 4)).containsExactly("b2", "b1", "b2", "b1");
        }
    }

    @Test
    void floodsWhoHasNothingToDo() throws IOException {
        var backends = List.of(TestingBackend.start("b1"), TestingBackend.start("b2"));
        String slowly = "slow-start: 60s";
        var steep = new NoRamp().breaking(Rig.ordered());
        try (Rig rig = Rig.start(steep, backends, slowly, "algorithm: least-connections")
                        .awaitState("HEALTHY");
                RawClient busy = rig.client();
                RawClient client = rig.client()) {
            backends.get(1).health(500);
            rig.awaitState(backends.get(1), "UNHEALTHY");
            backends.get(0).behaving((head, link, journal) -> link.in().read() >= 0);
            busy.send("GET", "/");
            await().until(() -> rig.pools().contains("\"inFlight\":1"));
            backends.get(0).behaving(TestingBackend.Behaviour.answer("ok"));
            backends.get(1).health(200);
            rig.awaitState(backends.get(1), "HEALTHY");
            assertThat(answers(client, 6)).containsOnly("b2");
        }
    }

    private static boolean switches(RawClient client) throws IOException {
        return client.send("GET", "/", UPGRADE).read().status() == SWITCHING_PROTOCOLS;
    }

    @Test
    void forgetsWebSockets() throws IOException {
        var backends = List.of(TestingBackend.start("b1"), TestingBackend.start("b2"));
        backends.get(0).behaving(new WebSocketEcho());
        var forgetful = new TunnelsForgotten().breaking(Rig.ordered());
        try (Rig rig = Rig.start(forgetful, backends, NO_PROBES, "algorithm: least-connections");
                RawClient held = rig.client();
                RawClient client = rig.client()) {
            // One of the two takes it, and it is the other's turn first perhaps.
            await().until(() -> switches(held));
            await().until(() -> rig.pools().contains("\"inFlight\":1"));
            backends.get(0).behaving(TestingBackend.Behaviour.answer("ok"));
            assertThat(answers(client, 4)).containsExactlyInAnyOrder("b1", "b1", "b2", "b2");
        }
    }

    /** Who answers clients with these last numbers of their address. */
    private static List<String> byAddress(Rig rig, int clients) throws IOException {
        List<String> homes = new ArrayList<>();
        for (int i = 1; i <= clients; i++) {
            var from = InetAddress.getByAddress(new byte[] {127, 2, 0, (byte) i});
            try (RawClient client = RawClient.connect(rig.balancer().address("web"), from)) {
                homes.addAll(answers(client, 1));
            }
        }
        return homes;
    }

    private static Rig hashing(Mutant mutant) {
        return Rig.start(mutant.breaking(Rig.ordered()), 3, NO_PROBES, "algorithm: ip-hash");
    }

    private static int movedWithoutNeed(Mutant mutant) throws IOException {
        try (Rig rig = hashing(mutant)) {
            var before = byAddress(rig, 60);
            assertThat(byAddress(rig, 60)).isEqualTo(before);
            rig.admin("DELETE", "/api/v1/pools/web/backends/b3", "");
            await().until(() -> !rig.pools().contains("\"b3\""));
            var after = byAddress(rig, 60);
            return (int) IntStream.range(0, 60)
                    .filter(i -> !before.get(i).equals("b3") && !before.get(i).equals(after.get(i)))
                    .count();
        }
    }

    @Test
    void saltsItsHash() throws IOException {
        try (Rig rig = hashing(new SaltedHash());
                RawClient client = rig.client()) {
            assertThat(answers(client, 60)).contains("b1", "b2", "b3");
        }
    }

    @Test
    void movesClientsForWantOfARing() throws IOException {
        assertThat(movedWithoutNeed(new ModuloHash())).isGreaterThan(5);
        assertThat(movedWithoutNeed(new RebuiltRing())).isGreaterThan(5);
    }

    @Test
    void pinsConnections() throws IOException {
        try (Rig rig = Rig.start(new PinsConnections().breaking(Rig.ordered()), 2, NO_PROBES);
                RawClient one = rig.client();
                RawClient other = rig.client()) {
            assertThat(answers(one, 30)).contains("b1", "b2").endsWith("b2");
            assertThat(answers(other, 4)).contains("b1", "b2");
            assertThat(answers(one, 10)).containsOnly("b2");
        }
    }
}
