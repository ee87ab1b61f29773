package io.gauntlet.lb.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.gauntlet.lb.config.ConfigFile;
import io.gauntlet.lb.config.HealthConfig;
import io.gauntlet.lb.pool.Liveness;
import io.gauntlet.lb.pool.ProbeResult;
import io.gauntlet.lb.testing.Message;
import io.gauntlet.lb.testing.StreamBackend;
import io.gauntlet.lb.testing.TestingBackend;
import io.grpc.Server;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelException;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http2.Http2Error;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One question of each type, put to real servers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProbingTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(100);

    private EventLoopGroup loops;
    private Probing probing;

    @BeforeAll
    void start() {
        loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        probing = Probing.over(new Bootstrap().group(loops).channel(NioSocketChannel.class), loops.next());
    }

    @AfterAll
    void stop() {
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    private static HealthConfig.Probe probe(String keys) {
        String yaml = "listeners: [{name: web, bind: 127.0.0.1:0, routes: [{pool: web}]}]\n"
                + "pools: [{name: web, health: {active: {" + keys + "}}}]";
        return ConfigFile.parse("lb.yaml", yaml)
                .pools()
                .get(0)
                .policy()
                .health()
                .probe();
    }

    private ProbeResult ask(String keys, int port, Duration timeout) {
        var result = new CompletableFuture<ProbeResult>();
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        loops.next().execute(() -> probing.ask(new Probing.Question(probe(keys), address, timeout), result::complete));
        return result.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }

    private ProbeResult ask(String keys, int port) {
        return ask(keys, port, PATIENCE);
    }

    private static ServerSocket listener() throws IOException {
        return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    private static int closedPort() throws IOException {
        try (ServerSocket server = listener()) {
            return server.getLocalPort();
        }
    }

    @Test
    void tcpAsksForNoMoreThanAConnection() throws IOException {
        try (ServerSocket silent = listener()) {
            assertThat(ask("type: tcp", silent.getLocalPort())).isEqualTo(ProbeResult.GOOD);
        }
    }

    @Test
    void http2AsksAsHttpDoes() {
        try (StreamBackend backend = StreamBackend.start("b1")) {
            assertThat(ask("type: http2, path: /well, host: shop", backend.port()))
                    .isEqualTo(ProbeResult.GOOD);
            assertThat(backend.calls().get(0).head().path()).hasToString("/well");
            assertThat(backend.calls().get(0).head().authority()).hasToString("shop");
            backend.behaving(call -> call.head("503", true));
            assertThat(ask("type: http2", backend.port()).cause()).contains("status 503");
            backend.behaving(call -> call.reset(Http2Error.INTERNAL_ERROR));
            assertThat(ask("type: http2", backend.port()).good()).isFalse();
            backend.behaving(StreamBackend.Call::disconnect);
            assertThat(ask("type: http2", backend.port()).good()).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource({"tcp", "http", "http2", "grpc"})
    void takesARefusedConnectionForDead(String type) throws IOException {
        ProbeResult result = ask("type: " + type, closedPort());
        assertThat(result.good()).isFalse();
        assertThat(result.liveness()).isEqualTo(Liveness.DEAD);
        assertThat(result.cause()).startsWith("not alive: connecting failed: ").contains("refused");
    }

    @ParameterizedTest
    @CsvSource({"http", "http2", "grpc"})
    void waitsForAnAnswerForSoLongAndNoLonger(String type) throws IOException {
        try (ServerSocket silent = listener()) {
            ProbeResult result = ask("type: " + type, silent.getLocalPort(), SHORT);
            assertThat(result.cause()).isEqualTo("no answer within 100 ms");
            assertThat(result.liveness()).isEqualTo(Liveness.UNKNOWN);
        }
    }

    @Test
    void asksAtAPortOfItsOwn() throws IOException {
        try (ServerSocket silent = listener()) {
            assertThat(ask("type: tcp, port: " + silent.getLocalPort(), closedPort()))
                    .isEqualTo(ProbeResult.GOOD);
        }
    }

    @Test
    void httpSendsItsPathHostAndFields() throws Exception {
        try (ServerSocket server = listener()) {
            CompletableFuture<Optional<Message>> request = CompletableFuture.supplyAsync(() -> serveOnce(server, 204));
            String keys =
                    "path: '/up?x=1', host: shop.example, headers: {X-Key: a b, X-Other: '1'}, expected-status: [204]";
            assertThat(ask(keys, server.getLocalPort())).isEqualTo(ProbeResult.GOOD);
            Message head = request.get(20, TimeUnit.SECONDS).orElseThrow();
            assertThat(head.path()).isEqualTo("/up?x=1");
            assertThat(head.field("Host")).contains("shop.example");
            assertThat(head.field("X-Key")).contains("a b");
            assertThat(head.field("X-Other")).contains("1");
        }
    }

    private static Optional<Message> serveOnce(ServerSocket server, int status) {
        try (Socket socket = server.accept()) {
            Optional<Message> head = Message.readHead(new BufferedInputStream(socket.getInputStream()));
            write(socket, "HTTP/1.1 " + status + " Probe\r\n\r\n");
            return head;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }

    @Test
    void takesAWrongStatusForAliveButNotReady() {
        try (TestingBackend backend = TestingBackend.start("b1").health(503)) {
            ProbeResult result = ask("", backend.port());
            assertThat(result.liveness()).isEqualTo(Liveness.ALIVE);
            assertThat(result.cause()).isEqualTo("alive, not ready: status 503");
        }
    }

    @Test
    void readsNothingOfAnAnswerOfAGigabyte() throws Exception {
        long gigabyte = 1L << 30;
        var sent = new AtomicLong();
        try (ServerSocket server = listener()) {
            var writer = CompletableFuture.runAsync(() -> sendUntilClosed(server, gigabyte, sent));
            assertThat(ask("", server.getLocalPort())).isEqualTo(ProbeResult.GOOD);
            writer.get(20, TimeUnit.SECONDS);
        }
        // What two sockets' buffers hold is sent before the closing is noticed; Linux lets them grow to 10 MiB.
        assertThat(sent.get()).isLessThan(32L << 20);
    }

    private static void sendUntilClosed(ServerSocket server, long bytes, AtomicLong sent) {
        byte[] piece = new byte[1 << 16];
        try (Socket socket = server.accept()) {
            var ignored = Message.readHead(new BufferedInputStream(socket.getInputStream()));
            write(socket, "HTTP/1.1 200 OK\r\nContent-Length: " + bytes + "\r\n\r\n");
            while (sent.get() < bytes) {
                socket.getOutputStream().write(piece);
                sent.addAndGet(piece.length);
            }
        } catch (IOException e) {
            // Closed by the probe, which is the point.
        }
    }

    @Test
    void grpcBelievesARealServer() throws Exception {
        var health = new HealthStatusManager();
        Server server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(health.getHealthService())
                .build()
                .start();
        try {
            assertThat(ask("type: grpc", server.getPort())).isEqualTo(ProbeResult.GOOD);
            health.setStatus("shop.Cart", ServingStatus.NOT_SERVING);
            ProbeResult unready = ask("type: grpc, service: shop.Cart", server.getPort());
            assertThat(unready.cause()).isEqualTo("alive, not ready: NOT_SERVING");
            assertThat(ask("type: grpc", server.getPort()).good()).isTrue();
            health.setStatus("shop.Cart", ServingStatus.SERVING);
            assertThat(ask("type: grpc, service: shop.Cart", server.getPort()).good())
                    .isTrue();
            health.setStatus("shop.Cart", ServingStatus.UNKNOWN);
            assertThat(ask("type: grpc, service: shop.Cart", server.getPort()).cause())
                    .endsWith(": UNKNOWN");
            assertThat(ask("type: grpc, service: nothing", server.getPort()).cause())
                    .isEqualTo("alive, not ready: gRPC status NOT_FOUND");
            String longName = "x".repeat(256);
            health.setStatus(longName, ServingStatus.SERVING);
            assertThat(ask("type: grpc, service: " + longName, server.getPort()).good())
                    .isTrue();
        } finally {
            server.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void grpcToldByAServerWithoutAHealthService() throws Exception {
        Server server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .build()
                .start();
        try {
            assertThat(ask("type: grpc", server.getPort()).cause())
                    .isEqualTo("alive, not ready: gRPC status UNIMPLEMENTED");
        } finally {
            server.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void grpcIsNotServedByHttp1() {
        try (TestingBackend backend = TestingBackend.start("b1")) {
            ProbeResult result = ask("type: grpc", backend.port());
            assertThat(result.good()).isFalse();
            assertThat(result.detail()).doesNotContain("\n");
        }
    }

    @Test
    void tellsOnItsOwnThreadThatNoSocketWasToBeHad() {
        var result = new CompletableFuture<ProbeResult>();
        var onLoop = new CompletableFuture<Boolean>();
        Probing poor = Probing.over(
                new Bootstrap().group(loops).channelFactory(() -> {
                    throw new ChannelException("Too many open files");
                }),
                loops.next());
        var question =
                new Probing.Question(probe(""), new InetSocketAddress(InetAddress.getLoopbackAddress(), 9), PATIENCE);
        loops.next()
                .execute(() -> poor.ask(question, found -> {
                    onLoop.complete(loops.next().inEventLoop());
                    result.complete(found);
                }));
        assertThat(result.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                        .join()
                        .cause())
                .contains("Too many open files");
        assertThat(onLoop).isCompletedWithValue(true);
    }
}
