package io.gauntlet.faultproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gauntlet.faultproxy.link.ListenException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BadCasesTest {

    private static final int MANY = 1000;

    private final FaultProxy proxy = FaultProxy.start();
    private final TestingServer echo = TestingServer.echo();
    private final TestingApi api = new TestingApi("127.0.0.1", proxy.port());

    @AfterEach
    void stop() {
        proxy.close();
        echo.close();
    }

    @Test
    void aThousandConnectionsLiveFollowChangesAndAreForgotten() throws IOException {
        var link = proxy.link("127.0.0.1:0", echo.address());
        var clients = new ArrayList<TestingClient>();
        try {
            for (int i = 0; i < MANY; i++) {
                var client = TestingClient.connect(link.address());
                clients.add(client);
                client.echo("a");
            }
            assertThat(link.connections()).isEqualTo(MANY);

            link.downstream("bandwidth").with("rate", 0).add();
            for (var client : clients) {
                client.send("b");
            }
            assertThat(clients.get(0).next(TestingClient.SILENCE)).isEqualTo("silence");
            link.heal();
            for (var client : clients) {
                assertThat(client.receive(1)).isEqualTo("b");
            }
            link.down();
            for (var client : clients) {
                assertThat(client.next()).isEqualTo("FIN");
            }
        } finally {
            for (var client : clients) {
                client.close();
            }
        }
        Awaitility.await().until(() -> link.connections() == 0);
    }

    @Test
    void peersThatVanishInAnyWayAreForgotten() throws IOException {
        try (var vanishing = TestingServer.start(socket -> {
            if (socket.getInputStream().read() == 'r') {
                socket.setSoLinger(true, 0);
            }
        })) {
            var link = proxy.link("127.0.0.1:0", vanishing.address());
            for (var request : List.of("r", "f")) {
                TestingClient.connect(link.address()).send(request).reset();
                try (var client = TestingClient.connect(link.address())) {
                    assertThat(client.send(request).next()).isIn("FIN", "RST");
                }
                TestingClient.connect(link.address()).close();
            }
            Awaitility.await().until(() -> link.connections() == 0);
        }
    }

    @Test
    void halfClosedConnectionsGoOnAndEndWhenTheOtherHalfDoes() throws IOException {
        try (var server = TestingServer.start(socket -> {
            socket.getInputStream().readAllBytes();
            for (int i = 0; i < 5; i++) {
                socket.getOutputStream().write('a' + i);
            }
        })) {
            var link = proxy.link("127.0.0.1:0", server.address());
            link.downstream("latency").with("latency", 50).add();
            try (var client = TestingClient.connect(link.address())) {
                client.send("request").finish();
                assertThat(client.receive(5)).isEqualTo("abcde");
                assertThat(client.next()).isEqualTo("FIN");
            }
            Awaitility.await().until(() -> link.connections() == 0);
        }
    }

    @Test
    void endingTheServerClosesLiveConnectionsAndFreesAllPorts() throws IOException {
        var link = proxy.link("127.0.0.1:0", echo.address());
        link.upstream("bandwidth").with("rate", 0).add();
        var address = link.address();
        int port = proxy.port();
        var clients = new ArrayList<TestingClient>();
        for (int i = 0; i < 50; i++) {
            clients.add(TestingClient.connect(address).send("held"));
        }
        long start = System.nanoTime();
        proxy.close();

        // Far less than the five seconds after which each step gives up waiting.
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
        for (var client : clients) {
            assertThat(client.next()).isIn("FIN", "RST");
            client.close();
        }
        assertThatThrownBy(() -> TestingClient.connect(address)).hasMessageContaining("refused");
        try (var again = FaultProxy.start(FaultProxySettings.defaults().at("127.0.0.1", port))) {
            assertThat(again.port()).isEqualTo(port);
        }
    }

    @Test
    void portInUseIsSaidAndNothingIsLeft() {
        var link = proxy.link("127.0.0.1:0", echo.address());

        assertThatThrownBy(() -> proxy.link("second", link.address(), echo.address()))
                .isInstanceOf(ListenException.class)
                .hasMessage("listen tcp " + link.address() + ": bind: address already in use");
        assertThat(proxy.names()).containsExactly(link.name());
    }

    @Test
    void upstreamThatDiesClosesItsConnectionsAndComesBack() throws IOException {
        var first = TestingServer.echo();
        var link = proxy.link("127.0.0.1:0", first.address());
        try (var client = TestingClient.connect(link.address())) {
            client.echo("a");
            first.close();
            assertThat(client.next()).isIn("FIN", "RST");
        }
        try (var client = TestingClient.connect(link.address())) {
            assertThat(client.next()).isEqualTo("FIN");
        }
        link.lead(echo.address());
        try (var client = TestingClient.connect(link.address())) {
            client.echo("a");
        }
    }

    @Test
    void brokenControlRequestsDisturbNobody() throws IOException {
        for (var request : List.of(
                "POST /proxies HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{\"name\":",
                "POST /proxies HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
                "\u0000\u0001\u0002\r\n\r\n",
                "GET " + "/".repeat(100_000) + " HTTP/1.1\r\n\r\n")) {
            try (var socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), proxy.port()));
                socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
                assertThat(api.get("/proxies")).isEqualTo("200 {}");
            }
        }
        assertThat(api.post("/proxies", "{\"name\":\"\\ud83d\",\"upstream\":\"x:1\",\"listen\":\"127.0.0.1:0\"}"))
                .startsWith("201 ");
        assertThat(api.post("/proxies", "[".repeat(100_000))).startsWith("400 ");
    }
}
