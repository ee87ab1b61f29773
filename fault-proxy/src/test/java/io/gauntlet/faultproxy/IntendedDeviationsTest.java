package io.gauntlet.faultproxy;

import static eu.rekawek.toxiproxy.model.ToxicDirection.DOWNSTREAM;
import static eu.rekawek.toxiproxy.model.ToxicDirection.UPSTREAM;
import static io.gauntlet.faultproxy.TestingClient.PATIENCE;
import static io.gauntlet.faultproxy.TestingClient.SILENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Where ours is meant to do better than the original; each of these stands in the README. */
class IntendedDeviationsTest {

    private final TestingToxiproxy toxiproxy = TestingToxiproxy.start();
    private final TestingServer echo = TestingServer.echo();

    @AfterEach
    void stop() {
        toxiproxy.close();
        echo.close();
    }

    @Test
    void resetPeerResetsEstablishedConnections() throws IOException {
        var proxy = toxiproxy.proxy(echo);
        try (var client = TestingClient.connect(proxy.getListen())) {
            client.echo("a");
            proxy.toxics().resetPeer("reset", DOWNSTREAM, 0);

            assertThat(client.next(SILENCE)).isEqualTo("silence");
            assertThat(client.send("a").next()).isEqualTo("RST");
        }
    }

    @Test
    void resetPeerOfToxicityZeroTurnsNoEndIntoAReset() throws IOException {
        try (var server = TestingServer.answering(new byte[3000])) {
            var proxy = toxiproxy.proxy(server);
            proxy.toxics().resetPeer("reset", DOWNSTREAM, 0).setToxicity(0);
            for (int i = 0; i < 5; i++) {
                try (var client = TestingClient.connect(proxy.getListen())) {
                    client.send("a").receive(3000);
                    assertThat(client.next()).isEqualTo("FIN");
                }
            }
        }
    }

    @Test
    void resetPeerCanBeRemovedWhileItWaitsAndTheDataGoesOn() throws IOException {
        var proxy = toxiproxy.proxy(echo);
        var reset = proxy.toxics()
                .resetPeer("reset", DOWNSTREAM, Duration.ofMinutes(5).toMillis());
        try (var client = TestingClient.connect(proxy.getListen())) {
            assertThat(client.send("abc").next(SILENCE)).isEqualTo("silence");
            reset.remove();
            assertThat(client.receive(3)).isEqualTo("abc");
        }
    }

    @Test
    void halfCloseIsKept() throws IOException {
        try (var server = TestingServer.start(socket -> {
            var request = socket.getInputStream().readAllBytes();
            socket.getOutputStream().write(request);
        })) {
            var proxy = toxiproxy.proxy(server);
            try (var client = TestingClient.connect(proxy.getListen())) {
                client.send("request").finish();

                assertThat(client.receive(7)).isEqualTo("request");
                assertThat(client.next()).isEqualTo("FIN");
            }
        }
    }

    @Test
    void serversResetReachesTheClientAfterTheDataBeforeIt() throws IOException {
        try (var server = TestingServer.start(socket -> {
            socket.getInputStream().read();
            socket.getOutputStream().write("half an ans".getBytes(StandardCharsets.US_ASCII));
            // Only when the proxy has it all is it certain that the RST overtakes nothing.
            socket.getInputStream().read();
            socket.setSoLinger(true, 0);
        })) {
            var proxy = toxiproxy.proxy(server);
            try (var client = TestingClient.connect(proxy.getListen())) {
                assertThat(client.send("x").receive(11)).isEqualTo("half an ans");
                assertThat(client.send("y").next()).isEqualTo("RST");
            }
        }
    }

    @Test
    void clientsResetReachesTheServer() throws Exception {
        var seen = new CompletableFuture<String>();
        try (var server = TestingServer.start(socket -> {
            try {
                seen.complete("read " + socket.getInputStream().readAllBytes().length);
            } catch (SocketException reset) {
                seen.complete("RST");
            }
        })) {
            var proxy = toxiproxy.proxy(server);
            try (var client = TestingClient.connect(proxy.getListen())) {
                proxy.toxics().slowClose("linger", UPSTREAM, 300);
                long start = System.nanoTime();
                client.reset();

                assertThat(seen.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo("RST");
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(300));
            }
        }
    }

    @Test
    void connectingToADeadUpstreamTimesOutAndHoldsUpNobody() throws Exception {
        try (var slow = new TestingToxiproxy(FaultProxySettings.defaults().dialTimeout(Duration.ofSeconds(2)));
                var dead = new TestingBlackHole()) {
            var proxy = slow.proxy("dead", dead.address());
            var other = slow.proxy("other", echo.address());
            for (int i = 0; i < 20; i++) {
                // More than there are event loops: each of them has some of these.
                TestingClient.connect(proxy.getListen()).send("early");
            }
            try (var waiting = TestingClient.connect(proxy.getListen());
                    var live = TestingClient.connect(other.getListen())) {
                live.echo("a");
                assertThat(waiting.next(SILENCE)).isEqualTo("silence");
                assertThat(waiting.next()).isEqualTo("FIN");
            }
        }
    }

    @Test
    void proxyOfADeadUpstreamIsDisabledAtOnce() throws Exception {
        try (var dead = new TestingBlackHole()) {
            var proxy = toxiproxy.proxy("dead", dead.address());
            try (var waiting = TestingClient.connect(proxy.getListen())) {
                long start = System.nanoTime();
                proxy.disable();

                assertThat(waiting.next()).isEqualTo("FIN");
                // The default time to connect is 10 s: this did not wait for it.
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
                assertThatThrownBy(() -> TestingClient.connect(proxy.getListen()))
                        .hasMessageContaining("refused");
            }
        }
    }

    @Test
    void acknowledgedDisablingRefusesAtOnceAndFreesThePort() throws Exception {
        var proxy = toxiproxy.proxy(echo);
        for (int i = 0; i < 50; i++) {
            proxy.disable();
            assertThatThrownBy(() -> TestingClient.connect(proxy.getListen())).hasMessageContaining("refused");
            proxy.enable();
            try (var client = TestingClient.connect(proxy.getListen())) {
                client.echo("a");
            }
        }
    }

    @Test
    void whatTheClientSendsWhileConnectingIsNotLost() throws IOException {
        try (var server = TestingServer.echo()) {
            // A name takes a look-up on another thread: the client's bytes and FIN are there first.
            var proxy = toxiproxy.proxy("named", "localhost:" + server.port());
            try (var client = TestingClient.connect(proxy.getListen())) {
                client.send("early").finish();
                assertThat(client.receive(5)).isEqualTo("early");
                assertThat(client.next()).isEqualTo("FIN");
            }
        }
    }

    @Test
    void apiAnswersWhileAClientReadsNothing() throws Exception {
        var wrote = new CountDownLatch(1);
        try (var server = TestingServer.start(socket -> {
            wrote.countDown();
            while (true) {
                socket.getOutputStream().write(new byte[64 << 10]);
            }
        })) {
            var proxy = toxiproxy.proxy(server);
            try (var client = TestingClient.connect(proxy.getListen())) {
                assertThat(wrote.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
                long start = System.nanoTime();
                var toxics = proxy.toxics();
                toxics.latency("late", DOWNSTREAM, 10).remove();
                toxics.bandwidth("cut", DOWNSTREAM, 0).remove();
                toxiproxy.client().reset();

                // The original waits up to 5 s for each flush of a stuck link.
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
                assertThat(client.receive(1 << 20)).hasSize(1 << 20);
            }
        }
    }
}
