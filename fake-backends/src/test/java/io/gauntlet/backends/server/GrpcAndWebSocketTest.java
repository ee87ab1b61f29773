package io.gauntlet.backends.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is spoken beside plain HTTP, by the usual clients. */
class GrpcAndWebSocketTest {

    private static final String UPGRADE =
            "GET /ws HTTP/1.1\r\nHost: test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                    + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

    private static final int FRAME_BYTES = 1 << 16;

    /** Far more than the buffers of four sockets' ends hold together. */
    private static final int FRAMES = 1024;

    /** A binary message, masked with zeros. */
    private static final String FRAME = "\u0082\u00ff\0\0\0\0\0\1\0\0" + "\0\0\0\0" + "x".repeat(FRAME_BYTES);

    @TempDir
    Path directory;

    private TestingBackend server;

    @BeforeEach
    void start() throws IOException {
        server = new TestingBackend(directory, new Protocols(true, Optional.empty()));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void grpcHealthSaysWhatTheProbesSay() throws Exception {
        ManagedChannel channel = NettyChannelBuilder.forAddress(server.backend().address())
                .usePlaintext()
                .build();
        try {
            assertThat(check(channel, "", 20_000)).isEqualTo(ServingStatus.SERVING);
            server.behave("{'ready':{'status':503}}");
            assertThat(check(channel, "", 20_000)).isEqualTo(ServingStatus.NOT_SERVING);
            assertThat(check(channel, "ready", 20_000)).isEqualTo(ServingStatus.NOT_SERVING);
            assertThat(check(channel, "live", 20_000)).isEqualTo(ServingStatus.SERVING);
            assertThat(failure(channel, "unknown", 20_000)).isEqualTo(Status.Code.NOT_FOUND);
            server.behave("{'ready':{'hang':true}}");
            assertThat(failure(channel, "", 300)).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
            assertThat(check(channel, "live", 20_000)).isEqualTo(ServingStatus.SERVING);
            var watch = HealthGrpc.newBlockingStub(channel).watch(HealthCheckRequest.getDefaultInstance());
            assertThatThrownBy(watch::next).hasMessageContaining("UNIMPLEMENTED");
        } finally {
            channel.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
        }
        var rows = server.awaitEnded(8);
        assertThat(rows).extracting(row -> row.get("kind")).containsOnly("probe");
        assertThat(rows.get(5)).containsEntry("outcome", "client_gone");
    }

    private static ServingStatus check(ManagedChannel channel, String service, long millis) {
        return HealthGrpc.newBlockingStub(channel)
                .withDeadlineAfter(millis, TimeUnit.MILLISECONDS)
                .check(HealthCheckRequest.newBuilder().setService(service).build())
                .getStatus();
    }

    private static Status.Code failure(ManagedChannel channel, String service, long millis) {
        try {
            throw new AssertionError(check(channel, service, millis));
        } catch (StatusRuntimeException e) {
            return e.getStatus().getCode();
        }
    }

    @Test
    void aWebSocketSendsMessagesBack() throws Exception {
        BlockingQueue<String> received = new LinkedBlockingQueue<>();
        WebSocket socket = connect(received);
        socket.sendText("hello", true).get(10, TimeUnit.SECONDS);
        assertThat(received.poll(10, TimeUnit.SECONDS)).isEqualTo("hello");
        assertThat(server.backend().inFlight()).isEqualTo(1);
        assertThat(server.requests().get(0)).containsEntry("outcome", "");
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "").get(10, TimeUnit.SECONDS);
        assertThat(server.awaitEnded(1).get(0))
                .containsEntry("path", "/ws")
                .containsEntry("status", "101")
                .containsEntry("bytes", "5")
                .containsEntry("outcome", "answered");
    }

    @Test
    void aWebSocketThatBreaksOffIsNotAnswered() throws Exception {
        connect(new LinkedBlockingQueue<>()).abort();
        assertThat(server.awaitEnded(1).get(0)).containsEntry("outcome", "client_gone");
        assertThat(server.backend().inFlight()).isZero();
    }

    @Test
    void aWebSocketWhoseClientDoesNotReadIsNotReadFurther() throws Exception {
        ExecutorService writer = Executors.newSingleThreadExecutor();
        try (RawClient client = server.connect()) {
            client.send(UPGRADE);
            assertThat(client.readHead()).startsWith("HTTP/1.1 101 ");
            AtomicInteger sent = new AtomicInteger();
            Future<?> sending = writer.submit(() -> {
                while (sent.get() < FRAMES) {
                    client.send(FRAME);
                    sent.incrementAndGet();
                }
                return null;
            });
            AtomicInteger last = new AtomicInteger();
            await().pollInterval(Duration.ofSeconds(1))
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> last.getAndSet(sent.get()) == sent.get() && sent.get() > 0);
            assertThat(sent).hasValueLessThan(FRAMES);
            readMessages(client, (long) FRAMES * FRAME_BYTES);
            sending.get(10, TimeUnit.SECONDS);
        } finally {
            writer.shutdownNow();
        }
        assertThat(server.awaitEnded(1).get(0))
                .containsEntry("status", "101")
                .containsEntry("bytes", Long.toString((long) FRAMES * FRAME_BYTES))
                .containsEntry("outcome", "client_gone");
    }

    /** Reads frames until so many bytes of payload have come (RFC 6455, section 5.2). */
    private static void readMessages(RawClient client, long bytes) throws IOException {
        for (long left = bytes; left > 0; ) {
            int length = client.read(2)[1] & 0x7f;
            if (length >= 126) {
                length = new BigInteger(1, client.read(length == 126 ? 2 : 8)).intValueExact();
            }
            client.read(length);
            left -= length;
        }
    }

    @Test
    void webSocketsThatAreLostWhileTheyShakeHandsEndOnce() throws Exception {
        for (int i = 0; i < 100; i++) {
            try (RawClient client = server.connect()) {
                client.send(UPGRADE).reset();
            }
        }
        try (RawClient last = server.connect()) {
            assertThat(last.get("/last").readHead()).startsWith("HTTP/1.1 200 ");
        }
        await().until(() -> server.backend().connectionsOpen() == 0);
        assertThat(server.requests())
                .extracting(row -> row.get("outcome"))
                .isNotEmpty()
                .doesNotContain("");
        assertThat(server.backend().inFlight()).isZero();
    }

    @Test
    void whoAsksForNoWebSocketGetsAnAnswer() throws Exception {
        try (RawClient client = server.connect()) {
            assertThat(client.get("/ws").readHead()).startsWith("HTTP/1.1 200 ");
        }
    }

    private WebSocket connect(BlockingQueue<String> received) throws Exception {
        URI uri = URI.create("ws://127.0.0.1:" + server.backend().address().getPort() + "/ws");
        return HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(uri, new WebSocket.Listener() {
                    @Override
                    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
                        received.add(text.toString());
                        socket.request(1);
                        return null;
                    }
                })
                .get(10, TimeUnit.SECONDS);
    }
}
