package io.gauntlet.faultproxy;

import static io.gauntlet.faultproxy.TestingClient.SILENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The extensions that are about new connections. */
class GateTest {

    private final FaultProxy proxy =
            FaultProxy.start(FaultProxySettings.defaults().seeded(42));
    private final TestingServer echo = TestingServer.echo();
    private final Link link = proxy.link("127.0.0.1:0", echo.address());
    private final List<TestingClient> clients = new ArrayList<>();

    @AfterEach
    void stop() throws IOException {
        for (var client : clients) {
            client.close();
        }
        proxy.close();
        echo.close();
    }

    private TestingClient connect() throws IOException {
        var client = TestingClient.connect(link.address());
        clients.add(client);
        return client;
    }

    @Test
    void blackholeHoldsNewConnectionsUntilItHasGone() throws IOException {
        var old = connect();
        old.echo("a");
        link.downstream("blackhole").add();

        var fresh = connect().send("abc");
        assertThat(fresh.next(SILENCE)).isEqualTo("silence");
        old.echo("b");

        link.heal();
        assertThat(fresh.receive(3)).isEqualTo("abc");
    }

    @Test
    void blackholeOfHalfTheConnectionsLetsTheOthersThrough() throws IOException {
        link.downstream("blackhole").toxicity(0.5).add();
        int held = 0;
        for (int i = 0; i < 12; i++) {
            held += connect().send("a").next(Duration.ofMillis(150)).equals("silence") ? 1 : 0;
        }
        assertThat(held).isBetween(1, 11); // The seed is fixed.
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void silentBlackholeDoesNotCompleteHandshakes() throws IOException {
        var old = connect();
        old.echo("a");
        var address = link.address();
        link.downstream("blackhole").with("mode", "silent").add();

        for (int i = 0; i < 3; i++) {
            try (var socket = new Socket()) {
                assertThatThrownBy(() -> socket.connect(
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), link.port()), 300))
                        .isInstanceOf(SocketTimeoutException.class);
            }
        }
        old.echo("b");
        assertThat(link.address()).isEqualTo(address);

        link.heal();
        connect().echo("c");
        old.echo("d");
    }

    @Test
    void limitClosesOrResetsConnectionsThatAreTooMany() throws IOException {
        link.downstream("limit_connections").with("connections", 2).add();
        var first = connect();
        first.echo("a");
        connect().echo("b");
        assertThat(connect().next()).isEqualTo("FIN");

        first.close();
        Awaitility.await().until(() -> link.connections() == 1);
        connect().echo("d");

        link.heal();
        link.downstream("limit_connections")
                .with("connections", 0)
                .with("reset", true)
                .add();
        assertThat(nextOfRefused()).isEqualTo("RST");
    }

    /** An RST may be there before the client's connect returns. */
    private String nextOfRefused() {
        try {
            return connect().next();
        } catch (IOException reset) {
            return "RST";
        }
    }

    @Test
    void downRefusesAndCloses() throws IOException {
        var live = connect();
        live.echo("a");
        var address = link.address();
        link.downstream("down").add();

        assertThat(live.next()).isEqualTo("FIN");
        assertThatThrownBy(this::connect).hasMessageContaining("refused");
        assertThat(link.address()).isEqualTo(address);

        link.heal();
        connect().echo("a");
    }

    @Test
    void downOnAScheduleFlapsByItself() {
        link.downstream("down")
                .inTurns(Duration.ofMillis(300), Duration.ofMillis(300))
                .add();
        for (int i = 0; i < 3; i++) {
            Awaitility.await().pollInterval(Duration.ofMillis(10)).until(() -> !serves());
            Awaitility.await().pollInterval(Duration.ofMillis(10)).until(this::serves);
        }
    }

    private boolean serves() {
        try (var client = TestingClient.connect(link.address())) {
            client.echo("a");
            return true;
        } catch (IOException | AssertionError refusedOrClosed) {
            return false;
        }
    }

    @Test
    void scheduledBlackholeLetsWaitingConnectionsThroughInItsPauses() throws IOException {
        link.downstream("blackhole")
                .inTurns(Duration.ofMillis(400), Duration.ofMillis(400))
                .add();
        for (int i = 0; i < 5; i++) {
            assertThat(connect().echo("a")).isLessThan(Duration.ofSeconds(10));
        }
    }

    @Test
    void disabledProxyWithASilentGateCanBeEnabledAndDeleted() throws IOException {
        link.downstream("blackhole").with("mode", "silent").add();
        link.down();
        assertThatThrownBy(this::connect).hasMessageContaining("refused");
        link.heal();
        link.up();
        connect().echo("a");
    }
}
