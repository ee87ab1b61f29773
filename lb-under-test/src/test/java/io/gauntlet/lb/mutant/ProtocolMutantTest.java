package io.gauntlet.lb.mutant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gauntlet.lb.Assembly;
import io.gauntlet.lb.testing.RawClient;
import io.gauntlet.lb.testing.Rig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The mutants that the checks of protocol and security must notice have their defects. */
class ProtocolMutantTest {
    private static final String NO_PROBES = "health: {active: {type: none}}";

    private static Rig start(Mutant mutant) {
        return Rig.start(mutant.breaking(Assembly.standard()), 1, NO_PROBES);
    }

    @Test
    void hangsUpOnWhoSaysTooMuch() throws IOException {
        try (Rig rig = start(new CutsLargeHeads());
                RawClient client = rig.client()) {
            client.send("GET", "/", "X-Filler: " + "a".repeat(40_000));
            assertThat(client.ended()).isTrue();
            assertThat(rig.get("/").status()).isEqualTo(200);
        }
    }

    @Test
    void hangsUpAfterHead() throws IOException {
        try (Rig rig = start(new ClosesAfterHead());
                RawClient client = rig.client()) {
            assertThat(client.send("GET", "/").read().status()).isEqualTo(200);
            client.send("HEAD", "/");
            assertThat(client.readToHead().status()).isEqualTo(200);
            assertThat(client.ended()).isTrue();
        }
    }

    @Test
    void goesWhereverItIsSent() throws IOException {
        var visits = new AtomicInteger();
        try (var elsewhere = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Rig rig = start(new OpenProxy())) {
            var thread = new Thread(() -> count(elsewhere, visits));
            thread.start();
            rig.get("http://127.0.0.1:" + elsewhere.getLocalPort() + "/");
            await().until(() -> visits.get() > 0);
        }
    }

    private static void count(ServerSocket server, AtomicInteger visits) {
        try {
            server.accept().close();
            visits.incrementAndGet();
        } catch (IOException e) {
            // Nobody came.
        }
    }

    @Test
    void introducesItself() throws IOException {
        try (Rig rig = start(new TellsItsVersion());
                RawClient client = rig.client()) {
            assertThat(client.send("CONNECT", "a:1").read().field("Server")).contains("gauntlet-lb/0.1.0");
            assertThat(rig.get("/").field("Server")).isEmpty();
        }
    }
}
