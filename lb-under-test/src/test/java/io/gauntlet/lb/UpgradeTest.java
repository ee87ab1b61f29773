package io.gauntlet.lb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.gauntlet.lb.testing.Message;
import io.gauntlet.lb.testing.RawClient;
import io.gauntlet.lb.testing.Rig;
import io.gauntlet.lb.testing.Stuff;
import io.gauntlet.lb.testing.Talks;
import io.gauntlet.lb.testing.TestingBackend.Behaviour;
import io.gauntlet.lb.testing.TestingBackend.Link;
import io.gauntlet.lb.testing.WebSocketEcho;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From HTTP to WebSocket, and no further. */
class UpgradeTest {
    static final String[] UPGRADE = {
        "Connection: keep-alive, Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: a2V5"
    };
    private static final long LARGE = 64L << 20;
    private static final String NO_HEALTH = "health: {active: {type: none}}";

    static Rig rig(Talks talks, String... keys) {
        Rig rig = Rig.start(1, keys);
        rig.backend(0).behaving(talks.switching(""));
        return rig;
    }

    static void awaitInFlight(Rig rig, int count) {
        await().until(() -> rig.pools().contains("\"inFlight\":" + count));
    }

    static String read(InputStream in, int count) throws IOException {
        return new String(in.readNBytes(count), StandardCharsets.ISO_8859_1);
    }

    @Test
    void passesBytesBothWaysOnceTheBackendAgrees() throws IOException {
        var talks = new Talks();
        try (Rig rig = rig(talks);
                RawClient client = rig.client()) {
            Message answer = client.send("GET", "/chat", UPGRADE).read();
            assertThat(answer.status()).isEqualTo(101);
            assertThat(answer.all("Connection")).containsExactly("upgrade");
            assertThat(answer.all("Upgrade")).containsExactly("websocket");
            assertThat(answer.field("X-Kept")).contains("yes");
            Message request = rig.backend(0).requests().get(0);
            assertThat(request.all("Connection")).containsExactly("upgrade");
            assertThat(request.all("Upgrade")).containsExactly("websocket");
            assertThat(request.all("Sec-WebSocket-Key")).containsExactly("a2V5");
            assertThat(request.all("X-Forwarded-For")).containsExactly("127.0.0.1");
            Link backend = talks.next();
            client.write("GET / HTTP/1.1\r\n\r\n");
            assertThat(read(backend.in(), 18)).isEqualTo("GET / HTTP/1.1\r\n\r\n");
            backend.write("\0no HTTP\r\n\r\n");
            assertThat(read(client.in(), 12)).isEqualTo("\0no HTTP\r\n\r\n");
            assertThat(rig.pools()).contains("\"inFlight\":1");
            assertThat(rig.metrics()).contains("answers_total{pool=\"web\",backend=\"b1\",code=\"101\"} 1");
            backend.socket().close();
            assertThat(client.ended()).isTrue();
            client.socket().close();
            awaitInFlight(rig, 0);
        }
    }

    @Test
    void losesNoBytesThatCameBeforeTheSwitch() throws IOException {
        var talks = new Talks();
        try (Rig rig = rig(talks);
                RawClient client = rig.client()) {
            rig.backend(0).behaving(talks.switching("first words"));
            String fields = String.join("\r\n", UPGRADE);
            String early = "x".repeat(100_000) + "!";
            client.write("GET / HTTP/1.1\r\nHost: test\r\n" + fields + "\r\n\r\n" + early);
            assertThat(client.read().status()).isEqualTo(101);
            assertThat(read(client.in(), 11)).isEqualTo("first words");
            Link backend = talks.next();
            assertThat(read(backend.in(), early.length())).isEqualTo(early);
            backend.socket().close();
        }
    }

    @Test
    void readsLittleAheadOfTheSwitchAndLosesNothing() throws Exception {
        var talks = new Talks();
        var asked = new CountDownLatch(1);
        try (Rig rig = rig(talks);
                RawClient client = rig.client()) {
            Behaviour switching = talks.switching("");
            rig.backend(0).behaving((head, link, journal) -> {
                try {
                    asked.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                return switching.serve(head, link, journal);
            });
            client.send("GET", "/", UPGRADE);
            Stuff early = Stuff.write(client.socket(), LARGE, 3);
            assertThat(early.awaitStall()).isLessThan(LARGE / 2);
            asked.countDown();
            assertThat(client.read().status()).isEqualTo(101);
            Link backend = talks.next();
            assertThat(Stuff.read(backend.in(), LARGE).sum()).isEqualTo(early.sum());
            backend.socket().close();
        }
    }

    @Test
    void tellsASessionWithTheSwitchWhereItBelongs() throws IOException {
        var talks = new Talks();
        try (Rig rig = rig(talks, "affinity: {cookie: {}}");
                RawClient client = rig.client()) {
            Message answer = client.send("GET", "/", UPGRADE).read();
            assertThat(answer.status()).isEqualTo(101);
            assertThat(answer.field("Set-Cookie"))
                    .hasValueSatisfying(cookie -> assertThat(cookie).startsWith("SERVERID="));
            talks.next().socket().close();
        }
    }

    @Test
    void goesOnAfterARefusal() throws IOException {
        try (Rig rig = Rig.start(Rig.ordered(), 1, NO_HEALTH);
                RawClient client = rig.client()) {
            rig.backend(0)
                    .behaving((head, link, journal) ->
                            Behaviour.answer(head.path()).serve(head, link, journal));
            String fields = String.join("\r\n", UPGRADE);
            // The first is not for a tunnel, the others are pipelined behind one that does not come about.
            client.write("GET /a HTTP/1.1\r\nHost: test\r\n\r\nGET /b HTTP/1.1\r\nHost: test\r\n" + fields
                    + "\r\n\r\nGET /c HTTP/1.1\r\nHost: test\r\n\r\n");
            client.send("GET", "/d", UPGRADE);
            client.sendBody("POST", "/e", "body");
            for (String path : new String[] {"/a", "/b", "/c", "/d", "/e"}) {
                Message answer = client.read();
                assertThat(answer.text()).isEqualTo(path);
                assertThat(answer.field("Connection")).isEmpty();
            }
            assertThat(client.send("GET", "/f").read().text()).isEqualTo("/f");
            assertThat(rig.backend(0).accepted()).isEqualTo(1);
            assertThat(rig.backend(0).requests().get(4).text()).isEqualTo("body");
        }
    }

    @Test
    void goesOnAfterItsOwnRefusal() throws IOException {
        try (Rig rig = Rig.start(Rig.ordered(), 1, NO_HEALTH);
                RawClient client = rig.client()) {
            rig.admin("POST", "/api/v1/pools/web/backends/b1/drain", "");
            client.send("GET", "/", UPGRADE).send("GET", "/");
            assertThat(client.read().status()).isEqualTo(503);
            assertThat(client.read().status()).isEqualTo(503);
            rig.admin("POST", "/api/v1/pools/web/backends/b1/undrain", "");
            assertThat(client.send("GET", "/").read().status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\nHost: t\r\nConnection: upgrade\r\nUpgrade: h2c\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: t\r\nUpgrade: websocket\r\n\r\n",
                "GET / HTTP/1.0\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n",
                "HEAD / HTTP/1.1\r\nHost: t\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: t\r\nConnection: upgrade\r\nUpgrade: websocket\r\nContent-Length: 2\r\n\r\nhi",
                "POST / HTTP/1.1\r\nHost: t\r\nConnection: upgrade\r\nUpgrade: websocket\r\n"
                        + "Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n"
            })
    void dropsWhatIsNoWebSocket(String request) throws IOException {
        try (Rig rig = rig(new Talks());
                RawClient client = rig.client()) {
            Message answer = client.write(request).readToHead();
            assertThat(answer.status()).isEqualTo(200);
            Message got = rig.backend(0).requests().get(0);
            assertThat(got.field("Upgrade")).isEmpty();
            assertThat(got.field("Connection")).isEmpty();
            assertThat(got.text()).isEqualTo(request.contains("hi") ? "hi" : "");
        }
    }

    @Test
    void asksForNoMoreThanItCanCarry() throws IOException {
        var talks = new Talks();
        try (Rig rig = rig(talks);
                RawClient client = rig.client()) {
            client.send("GET", "/", "Connection: upgrade, http2-settings", "Upgrade: h2c, WebSocket");
            assertThat(client.read().status()).isEqualTo(101);
            assertThat(rig.backend(0).requests().get(0).all("Upgrade")).containsExactly("websocket");
            talks.next().socket().close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Upgrade: h2c\r\nConnection: upgrade\r\n", "Upgrade: websocket\r\n", ""})
    void takesNoOtherSwitch(String fields) throws IOException {
        try (Rig rig = rig(new Talks());
                RawClient client = rig.client()) {
            String switching = "HTTP/1.1 101 Switching Protocols\r\n" + fields + "\r\n";
            rig.backend(0).behaving(Behaviour.writeAndClose(switching));
            assertThat(client.send("GET", "/", UPGRADE).read().status()).isEqualTo(502);
        }
    }

    @Test
    void takesNoSwitchThatNobodyAskedFor() throws IOException {
        try (Rig rig = rig(new Talks());
                RawClient client = rig.client()) {
            rig.backend(0).behaving(Behaviour.writeAndClose(WebSocketEcho.SWITCHED + "\r\n"));
            assertThat(client.send("GET", "/").read().status()).isEqualTo(502);
        }
    }

    @Test
    void triesAnotherBackendWhereNoConnectionCameAbout() throws IOException {
        var talks = new Talks();
        try (Rig rig = Rig.start(Rig.ordered(), 2, NO_HEALTH)) {
            rig.backend(1).behaving(talks.switching(""));
            rig.backend(0).close();
            try (RawClient client = rig.client()) {
                assertThat(client.send("GET", "/", UPGRADE).read().status()).isEqualTo(101);
                Link backend = talks.next();
                client.write("hello");
                assertThat(read(backend.in(), 5)).isEqualTo("hello");
                backend.socket().close();
            }
        }
    }

    @Test
    void carriesARealWebSocket() throws Exception {
        try (Rig rig = Rig.start(2)) {
            rig.backends().forEach(backend -> backend.behaving(new WebSocketEcho()));
            InetSocketAddress address = rig.balancer().address("web");
            var heard = new Heard();
            WebSocket socket = HttpClient.newHttpClient()
                    .newWebSocketBuilder()
                    .buildAsync(URI.create("ws://127.0.0.1:" + address.getPort() + "/chat"), heard)
                    .get(20, TimeUnit.SECONDS);
            String large = "0123456789".repeat(20_000);
            socket.sendText("hello, ", false).get(20, TimeUnit.SECONDS);
            socket.sendText(large, true).get(20, TimeUnit.SECONDS);
            assertThat(heard.text.get(20, TimeUnit.SECONDS)).isEqualTo("hello, " + large);
            awaitInFlight(rig, 1);
            socket.sendClose(WebSocket.NORMAL_CLOSURE, "bye").get(20, TimeUnit.SECONDS);
            assertThat(heard.closed.get(20, TimeUnit.SECONDS)).isEqualTo(WebSocket.NORMAL_CLOSURE);
            await().until(() -> !rig.pools().contains("\"inFlight\":1"));
        }
    }

    /** What a WebSocket client was told. */
    static final class Heard implements WebSocket.Listener {
        final CompletableFuture<String> text = new CompletableFuture<>();
        final CompletableFuture<Integer> closed = new CompletableFuture<>();
        private final StringBuilder parts = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            parts.append(data);
            if (last) {
                text.complete(parts.toString());
            }
            socket.request(1);
            return CompletableFuture.completedStage(null);
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
            closed.complete(status);
            return CompletableFuture.completedStage(null);
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            text.completeExceptionally(error);
            closed.completeExceptionally(error);
        }
    }

    @Test
    void refusesHalfAnAnswerWithoutHarm() throws IOException {
        try (Rig rig = rig(new Talks());
                RawClient client = rig.client()) {
            rig.backend(0).behaving(Behaviour.writeAndClose("HTTP/1.1 403 No\r\nContent-Length: 9\r\n\r\nhalf"));
            assertThat(client.send("GET", "/", UPGRADE).read().whole()).isFalse();
            assertThatThrownBy(client::read).isInstanceOf(IOException.class);
        }
    }
}
