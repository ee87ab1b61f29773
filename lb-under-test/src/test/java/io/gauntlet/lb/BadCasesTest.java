package io.gauntlet.lb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gauntlet.lb.config.ConfigException;
import io.gauntlet.lb.testing.Message;
import io.gauntlet.lb.testing.Rig;
import io.gauntlet.lb.testing.TestingBackend;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Backends that nobody would wish for, in a real balancer. */
class BadCasesTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String PROBES = "health: {active: {interval: 50ms, timeout: 200ms, unhealthy-threshold: 2}}";

    private static JsonNode backend(Rig rig, int index) throws IOException {
        return new ObjectMapper()
                .readTree(rig.pools())
                .path("pools")
                .path(0)
                .path("backends")
                .path(index);
    }

    private static String list(int bad, int good) {
        return "backends: [{id: bad, address: '127.0.0.1:%d'}, {id: good, address: '127.0.0.1:%d'}]"
                .formatted(bad, good);
    }

    /** Waits until the first backend is out for this reason and the second one in, and sees where requests go. */
    private static void assertOutFor(Rig rig, String cause) throws IOException {
        await().atMost(SOON)
                .until(() -> backend(rig, 0).path("cause").asText().contains(cause)
                        && backend(rig, 0).path("state").asText().equals("UNHEALTHY")
                        && backend(rig, 1).path("state").asText().equals("HEALTHY"));
        for (int i = 0; i < 10; i++) {
            Message answer = rig.get("/");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.field("X-Backend")).contains("good");
        }
    }

    @Test
    void aPoolOfNothingAnswers503UntilSomebodyComes() throws IOException {
        try (TestingBackend late = TestingBackend.start("late");
                Rig rig = Rig.start(Rig.ordered(), List.of(), "backends: []")) {
            assertThat(rig.get("/").status()).isEqualTo(503);
            assertThat(rig.admin("GET", "/health/ready", "").statusCode()).isEqualTo(503);
            assertThat(rig.metrics()).contains("gauntlet_lb_skew_alarm{pool=\"web\"} 0\n");
            String body = "{\"id\": \"late\", \"address\": \"127.0.0.1:" + late.port() + "\"}";
            assertThat(rig.admin("POST", "/api/v1/pools/web/backends", body).statusCode())
                    .isEqualTo(201);
            await().atMost(SOON).until(() -> rig.get("/").status() == 200);
        }
    }

    @Test
    void doesNotStartWithANameThatNobodyKnows() {
        assertThatThrownBy(
                        () -> Rig.start(Rig.ordered(), List.of(), "backends: [{id: b9, address: 'no.such.invalid:9'}]"))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("backend 'b9': no such host no.such.invalid");
    }

    @Test
    void leavesOutABackendBehindAFilter() throws IOException {
        // A full backlog: the kernel drops what would connect, as a filter does.
        try (var deaf = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                TestingBackend good = TestingBackend.start("good")) {
            List<SocketChannel> fillers = new ArrayList<>();
            try {
                await().atMost(SOON).until(() -> {
                    SocketChannel filler = SocketChannel.open();
                    fillers.add(filler);
                    filler.configureBlocking(false);
                    filler.connect(new InetSocketAddress(deaf.getInetAddress(), deaf.getLocalPort()));
                    // On loopback a connection that the kernel takes is there at once, or never.
                    return fillers.stream().skip(4).anyMatch(each -> !connected(each));
                });
                try (Rig rig = Rig.start(Rig.ordered(), List.of(), list(deaf.getLocalPort(), good.port()), PROBES)) {
                    assertOutFor(rig, "no answer within 200 ms");
                }
            } finally {
                for (SocketChannel filler : fillers) {
                    filler.close();
                }
            }
        }
    }

    private static boolean connected(SocketChannel channel) {
        try {
            return channel.finishConnect();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void leavesOutABackendThatSpeaksSomethingElse() throws IOException {
        try (var other = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                TestingBackend good = TestingBackend.start("good")) {
            var greeter = new Thread(() -> greet(other), "greeter");
            greeter.setDaemon(true);
            greeter.start();
            try (Rig rig = Rig.start(Rig.ordered(), List.of(), list(other.getLocalPort(), good.port()), PROBES)) {
                assertOutFor(rig, "not an HTTP answer");
            }
        }
    }

    /** Says who it is before it is asked, as servers for shells and mail do. */
    private static void greet(ServerSocket server) {
        while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
                socket.getOutputStream().write("SSH-2.0-OpenSSH_9.6\r\n".getBytes(StandardCharsets.US_ASCII));
                // Until the other side has had enough.
                socket.getInputStream().transferTo(OutputStream.nullOutputStream());
            } catch (IOException e) {
                // The next one; or closed, and the loop ends.
            }
        }
    }
}
