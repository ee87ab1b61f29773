package io.gauntlet.faultproxy;

import static eu.rekawek.toxiproxy.model.ToxicDirection.DOWNSTREAM;
import static eu.rekawek.toxiproxy.model.ToxicDirection.UPSTREAM;
import static io.gauntlet.faultproxy.TestingClient.SILENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eu.rekawek.toxiproxy.Proxy;
import eu.rekawek.toxiproxy.model.Toxic;
import eu.rekawek.toxiproxy.model.toxic.Latency;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What every server of Toxiproxy's API must do, seen through toxiproxy-java. */
abstract class FaultProxyContractTest extends Contract {

    @Test
    void tellsItsVersion() throws IOException {
        assertThat(client().version()).contains("\"version\"");
    }

    @Test
    void listsAndFindsProxies() throws IOException {
        var made = proxyTo(echo.port());

        assertThat(made.isEnabled()).isTrue();
        assertThat(made.getListen()).doesNotEndWith(":0");
        assertThat(client().getProxies()).extracting(Proxy::getName).containsExactly("contract");
        assertThat(client().getProxy("contract").getUpstream()).isEqualTo(upstream(echo.port()));
        assertThat(client().getProxyOrNull("nonesuch")).isNull();
        assertThatThrownBy(() -> client().getProxy("nonesuch")).hasMessage("[404] proxy not found");
    }

    @Test
    void refusesTakenNameAndTakenPort() throws IOException {
        var first = proxyTo(echo.port());

        assertThatThrownBy(() -> proxyTo(echo.port())).hasMessage("[409] proxy already exists");
        assertThatThrownBy(() -> client().createProxy("other", first.getListen(), upstream(echo.port())))
                .hasMessageStartingWith("[500] listen tcp ")
                .hasMessageEndingWith(": bind: address already in use");
        assertThat(client().getProxies()).hasSize(1);
    }

    @Test
    void passesManyBytesBothWaysUntouched() throws Exception {
        var sent = new byte[4 << 20];
        new Random(1).nextBytes(sent);
        try (var client = connect(proxyTo(echo.port()))) {
            var writer = new Thread(() -> write(client, sent));
            writer.start();
            client.socket().setSoTimeout((int) SOON.toMillis());
            var received = client.socket().getInputStream().readNBytes(sent.length);
            writer.join();

            assertThat(Arrays.equals(received, sent)).isTrue();
        }
    }

    private static void write(TestingClient client, byte[] bytes) {
        try {
            client.socket().getOutputStream().write(bytes);
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
    }

    @Test
    void passesTheServersFinAfterItsData() throws IOException {
        try (var server = TestingServer.answering("bye".getBytes(StandardCharsets.US_ASCII));
                var client = connect(proxyTo(server.port()))) {
            assertThat(client.send("x").receive(3)).isEqualTo("bye");
            assertThat(client.next()).isEqualTo("FIN");
        }
    }

    @Test
    void acceptsAndClosesWhenTheUpstreamRefuses() throws IOException {
        echo.close();
        try (var client = connect(proxyTo(echo.port()))) {
            assertThat(client.next()).isEqualTo("FIN");
        }
    }

    @Test
    void disabledProxyClosesLiveConnectionsAndServesNoNewOnes() throws IOException {
        var proxy = proxyTo(echo.port());
        try (var live = connect(proxy)) {
            live.echo("a");
            proxy.disable();

            assertThat(proxy.isEnabled()).isFalse();
            assertThat(live.next()).isEqualTo("FIN");
            assertThat(served(proxy)).isFalse();
        }
    }

    /** Without a published container port in between, an unserved client is refused; with one, it is closed. */
    private boolean served(Proxy proxy) {
        try (var client = connect(proxy)) {
            client.echo("a");
            return true;
        } catch (IOException | AssertionError refusedOrClosed) {
            return false;
        }
    }

    @Test
    void enabledAgainServesTheSamePortAtOnceWithItsToxics() throws IOException {
        var proxy = proxyTo(echo.port());
        proxy.toxics().latency("late", DOWNSTREAM, 200);
        var listen = proxy.getListen();
        try (var live = connect(proxy)) {
            live.echo("a");
            proxy.disable();
            proxy.enable();
        }

        assertThat(proxy.getListen()).isEqualTo(listen);
        try (var client = connect(proxy)) {
            assertThat(client.echo("a")).isBetween(Duration.ofMillis(200), SOON);
        }
    }

    @Test
    void otherUpstreamDropsConnectionsAndIsUsedByNewOnes() throws IOException {
        var proxy = proxyTo(echo.port());
        try (var other = TestingServer.answering(new byte[] {'!'});
                var old = connect(proxy)) {
            old.echo("a");
            proxy.setUpstream(upstream(other.port()));

            assertThat(old.next()).isEqualTo("FIN");
            try (var fresh = connect(proxy)) {
                assertThat(fresh.send("a").receive(1)).isEqualTo("!");
            }
        }
    }

    @Test
    void otherListenAddressIsServedInsteadOfTheOld() throws IOException {
        var proxy = proxyTo(echo.port());
        var old = proxy.getListen();
        proxy.setListen(freeListenAddress());

        assertThat(proxy.getListen()).isNotEqualTo(old);
        assertThat(served(proxy)).isTrue();
    }

    @Test
    void latencyDelaysDataOfItsStream() throws IOException {
        var proxy = proxyTo(echo.port());
        try (var client = connect(proxy)) {
            proxy.toxics().latency("up", UPSTREAM, 150);
            assertThat(client.echo("a")).isBetween(Duration.ofMillis(150), SOON);

            proxy.toxics().latency("down", DOWNSTREAM, 150);
            assertThat(client.echo("a")).isBetween(Duration.ofMillis(300), SOON);
        }
    }

    @Test
    void twoLatenciesOfOneStreamAddUp() throws IOException {
        var proxy = proxyTo(echo.port());
        proxy.toxics().latency("one", DOWNSTREAM, 150);
        proxy.toxics().latency("two", DOWNSTREAM, 150);
        try (var client = connect(proxy)) {
            assertThat(client.echo("a")).isBetween(Duration.ofMillis(299), SOON);
        }
    }

    @Test
    void jitterStaysWithinItsBounds() throws IOException {
        var proxy = proxyTo(echo.port());
        proxy.toxics().latency("late", DOWNSTREAM, 60).setJitter(40);
        try (var client = connect(proxy)) {
            for (int i = 0; i < 20; i++) {
                assertThat(client.echo("a")).isBetween(Duration.ofMillis(20), SOON);
            }
        }
    }

    @Test
    void latencyDelaysNoBareEnd() throws IOException {
        try (var closing = TestingServer.start(socket -> {})) {
            var proxy = proxyTo(closing.port());
            proxy.toxics().latency("late", DOWNSTREAM, Duration.ofMinutes(5).toMillis());
            try (var client = connect(proxy)) {
                assertThat(client.next()).isEqualTo("FIN");
            }
        }
    }

    @Test
    void removedLatencyLosesNothing() throws IOException {
        var proxy = proxyTo(echo.port());
        var late =
                proxy.toxics().latency("late", DOWNSTREAM, Duration.ofMinutes(5).toMillis());
        try (var client = connect(proxy)) {
            assertThat(client.send("abc").next(SILENCE)).isEqualTo("silence");
            late.remove();
            assertThat(client.receive(3)).isEqualTo("abc");
        }
    }

    @Test
    void bandwidthLimitsTheRate() throws IOException {
        var proxy = proxyTo(echo.port());
        proxy.toxics().bandwidth("slow", DOWNSTREAM, 100);
        try (var client = connect(proxy)) {
            // 60 000 bytes at 100 bytes a millisecond; 1 % for the original's own rounding.
            assertThat(client.echo("x".repeat(60_000))).isBetween(Duration.ofMillis(594), SOON);
        }
    }

    @Test
    void bandwidthOfZeroHoldsDataUntilItIsRemoved() throws IOException {
        var proxy = proxyTo(echo.port());
        var cut = proxy.toxics().bandwidth("cut", DOWNSTREAM, 0);
        try (var client = connect(proxy)) {
            assertThat(client.send("abc").next(SILENCE)).isEqualTo("silence");
            cut.remove();
            assertThat(client.receive(3)).isEqualTo("abc");
        }
    }

    @Test
    void timeoutSwallowsDataAndClosesWhenIdle() throws IOException {
        var proxy = proxyTo(echo.port());
        proxy.toxics().timeout("gone", DOWNSTREAM, 300);
        try (var client = connect(proxy)) {
            long start = System.nanoTime();
            assertThat(client.send("abc").next()).isEqualTo("FIN");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofMillis(290), SOON);
        }
    }

    @Test
    void timeoutOfZeroClosesWhenItIsRemoved() throws IOException {
        var proxy = proxyTo(echo.port());
        var gone = proxy.toxics().timeout("gone", UPSTREAM, 0);
        try (var client = connect(proxy)) {
            assertThat(client.send("abc").next(SILENCE)).isEqualTo("silence");
            gone.remove();
            assertThat(client.next()).isEqualTo("FIN");
        }
    }

    @Test
    void resetPeerResetsNewConnectionAfterItsFirstData() throws IOException {
        var proxy = proxyTo(echo.port());
        proxy.toxics().resetPeer("reset", DOWNSTREAM, 150);
        try (var client = connect(proxy)) {
            assertThat(client.next(SILENCE)).isEqualTo("silence");
            long start = System.nanoTime();
            assertThat(client.send("a").next()).isEqualTo("RST");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofMillis(150), SOON);
        }
    }

    @Test
    void slowCloseDelaysTheEndOnly() throws IOException {
        try (var server = TestingServer.answering(new byte[] {'!'})) {
            var proxy = proxyTo(server.port());
            proxy.toxics().slowClose("linger", DOWNSTREAM, 400);
            try (var client = connect(proxy)) {
                long start = System.nanoTime();
                assertThat(client.send("a").receive(1)).isEqualTo("!");
                assertThat(client.next()).isEqualTo("FIN");
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofMillis(400), SOON);
            }
        }
    }

    @Test
    void changedToxicActsOnLiveConnections() throws IOException {
        var proxy = proxyTo(echo.port());
        var late = proxy.toxics().latency("late", DOWNSTREAM, 1);
        try (var client = connect(proxy)) {
            client.echo("a");
            late.setLatency(250);
            assertThat(client.echo("a")).isBetween(Duration.ofMillis(250), SOON);

            late.setJitter(1);
            assertThat(late.getLatency()).isEqualTo(250);
            assertThat(late.getJitter()).isEqualTo(1);
        }
    }

    @Test
    void toxicityOfZeroSparesAndOfOneHitsEveryConnection() throws IOException {
        var proxy = proxyTo(echo.port());
        var cut = proxy.toxics().bandwidth("cut", DOWNSTREAM, 0);
        cut.setToxicity(0);
        assertThat(cut.getToxicity()).isZero();
        try (var spared = connect(proxy)) {
            spared.echo("a");

            cut.setToxicity(1);
            try (var hit = connect(proxy)) {
                assertThat(hit.send("a").next(SILENCE)).isEqualTo("silence");
            }
        }
    }

    @Test
    void listsToxicsUpstreamOnesFirst() throws IOException {
        var toxics = proxyTo(echo.port()).toxics();
        toxics.slowClose("a", DOWNSTREAM, 1);
        toxics.timeout("b", UPSTREAM, 2);
        toxics.latency("c", UPSTREAM, 3);

        assertThat(toxics.getAll()).extracting(Toxic::getName).containsExactly("b", "c", "a");
        assertThat(toxics.get("c", Latency.class).getLatency()).isEqualTo(3);
        assertThatThrownBy(() -> toxics.bandwidth("a", UPSTREAM, 1)).hasMessage("[409] toxic already exists");
        assertThatThrownBy(() -> toxics.get("d")).hasMessage("[404] toxic not found");
    }

    @Test
    void resetEnablesProxiesAndRemovesToxics() throws IOException {
        var proxy = proxyTo(echo.port());
        proxy.toxics().bandwidth("cut", DOWNSTREAM, 0);
        proxy.disable();
        client().reset();

        assertThat(client().getProxy("contract").isEnabled()).isTrue();
        assertThat(proxy.toxics().getAll()).isEmpty();
        assertThat(served(proxy)).isTrue();
    }

    @Test
    void deletedProxyServesNobody() throws IOException {
        var proxy = proxyTo(echo.port());
        try (var live = connect(proxy)) {
            live.echo("a");
            proxy.delete();

            assertThat(live.next()).isEqualTo("FIN");
        }
        assertThat(served(proxy)).isFalse();
        assertThat(client().getProxyOrNull("contract")).isNull();
    }
}
