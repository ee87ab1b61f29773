package io.gauntlet.backends.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is spoken beside plain HTTP, by the usual clients. */
class GrpcAndWebSocketTest {

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
