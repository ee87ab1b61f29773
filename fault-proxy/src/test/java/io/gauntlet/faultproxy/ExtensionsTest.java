package io.gauntlet.faultproxy;

import static io.gauntlet.faultproxy.TestingClient.SILENCE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The extensions that are about a stream, on real sockets. */
class ExtensionsTest {

    private final FaultProxy proxy =
            FaultProxy.start(FaultProxySettings.defaults().seeded(1));
    private final TestingServer echo = TestingServer.echo();
    private final Link link = proxy.link("127.0.0.1:0", echo.address());

    @AfterEach
    void stop() {
        proxy.close();
        echo.close();
    }

    @Test
    void dropAnswersIsSilentOneWayAndClosesNothing() throws IOException {
        try (var client = TestingClient.connect(link.address())) {
            client.echo("a");
            link.downstream("drop_answers").add();
            assertThat(client.send("b").next(SILENCE)).isEqualTo("silence");

            link.heal();
            client.echo("c");
        }
    }

    @Test
    void dropAnswersHidesThatTheServerHasClosed() throws IOException {
        try (var server = TestingServer.answering("bye".getBytes(StandardCharsets.US_ASCII))) {
            link.lead(server.address());
            link.downstream("drop_answers").add();
            try (var client = TestingClient.connect(link.address())) {
                assertThat(client.send("a").next(SILENCE)).isEqualTo("silence");
                link.heal();
                assertThat(client.next()).isEqualTo("FIN");
            }
        }
    }

    @Test
    void resetAfterTearsAnAnswerInTwo() throws IOException {
        link.downstream("reset_after").with("bytes", 5).add();
        try (var client = TestingClient.connect(link.address())) {
            assertThat(client.send("abc").receive(3)).isEqualTo("abc");
            assertThat(client.send("defg").receive(2)).isEqualTo("de");
            assertThat(client.next()).isEqualTo("RST");
        }
    }

    @Test
    void corruptChangesBytesAndNotTheirNumber() throws IOException {
        link.downstream("corrupt").with("every", 10).add();
        try (var client = TestingClient.connect(link.address())) {
            var answer = client.send("a".repeat(100)).receive(100);
            assertThat(answer.chars().filter(c -> c != 'a').count()).isEqualTo(10);
        }
    }

    @Test
    void sameSeedCorruptsTheSameBits() throws IOException {
        assertThat(corrupted(5)).isEqualTo(corrupted(5)).isNotEqualTo(corrupted(6));
    }

    private String corrupted(long seed) throws IOException {
        try (var seeded = FaultProxy.start(FaultProxySettings.defaults().seeded(seed));
                var corrupting = seeded.link("same", "127.0.0.1:0", echo.address())) {
            corrupting.downstream("corrupt").with("probability", 0.1).add();
            try (var client = TestingClient.connect(corrupting.address())) {
                return client.send("a".repeat(200)).receive(200);
            }
        }
    }

    @Test
    void scheduledToxicIsOnAndOffInTurnsOnALiveConnection() throws IOException {
        link.downstream("latency")
                .with("latency", 10_000)
                .inTurns(Duration.ofMillis(600), Duration.ofMillis(600))
                .add();
        try (var client = TestingClient.connect(link.address())) {
            // Held while it is on, let go when it goes off: never the whole ten seconds.
            for (int i = 0; i < 3; i++) {
                assertThat(client.echo("a")).isLessThan(Duration.ofSeconds(6));
            }
            Awaitility.await().until(() -> client.echo("a").compareTo(Duration.ofMillis(100)) > 0);
        }
    }

    @Test
    void httpClientsMeetStatusAndDelayOnAKeptConnection() throws Exception {
        var connections = new AtomicInteger();
        try (var server = TestingServer.start(socket -> {
            connections.incrementAndGet();
            answerAll(socket.getInputStream(), socket.getOutputStream());
        })) {
            link.lead(server.address());
            link.upstream("http_status")
                    .with("path", "/health")
                    .with("status", 418)
                    .add();
            link.upstream("http_delay").with("path", "/slow").with("delay", 200).add();
            var http =
                    HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

            assertThat(status(http, "GET", "/a", "")).isEqualTo(200);
            assertThat(status(http, "GET", "/health", "")).isEqualTo(418);
            assertThat(status(http, "POST", "/health", "x".repeat(100_000))).isEqualTo(418);
            assertThat(status(http, "POST", "/b", "x".repeat(100_000))).isEqualTo(200);
            long start = System.nanoTime();
            assertThat(status(http, "GET", "/slow", "")).isEqualTo(200);
            assertThat(System.nanoTime() - start).isGreaterThan(200_000_000L);
            assertThat(connections).hasValue(1);
        }
    }

    private int status(HttpClient http, String method, String path, String body) throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://" + link.address() + path))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .build();
        return http.send(request, BodyHandlers.ofString()).statusCode();
    }

    /** A server of the simplest kind: a length at most, and an answer to each request. */
    private static void answerAll(InputStream in, OutputStream out) throws IOException {
        while (true) {
            var head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                int next = in.read();
                if (next < 0) {
                    return;
                }
                head.append((char) next);
            }
            var lower = head.toString().toLowerCase(Locale.ROOT);
            int at = lower.indexOf("content-length: ");
            int length = at < 0 ? 0 : Integer.parseInt(lower.substring(at + 16, lower.indexOf('\r', at)));
            in.readNBytes(length);
            out.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".getBytes(StandardCharsets.US_ASCII));
        }
    }
}
