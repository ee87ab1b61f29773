package io.gauntlet.backends.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Connections that the backend closes: because a behaviour says so, or because it stops. */
class ClosingTest {

    @TempDir
    Path directory;

    private TestingBackend server;

    @BeforeEach
    void start() throws IOException {
        server = new TestingBackend(directory);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({
        "before_head,fin,0",
        "after_head,fin,0",
        "mid_body,fin,0",
        "before_head,rst,0",
        "after_head,rst,0",
        "mid_body,rst,0",
        "mid_body,fin,4",
        "mid_body,rst,4",
        "after_head,fin,4"
    })
    void isCutWhereAndHowTheBehaviourSays(String point, String with, int chunks) throws IOException {
        server.behave("{'close':'%s','closeWith':'%s','chunks':%d}".formatted(point, with, chunks));
        int body = point.equals("mid_body") ? 32 : 0;
        try (RawClient client = server.connect()) {
            client.get("/");
            if (!point.equals("before_head")) {
                assertThat(client.readHead()).startsWith("HTTP/1.1 200 ");
                client.read(chunks == 0 ? body : body + 12 * body / 32);
            }
            if (with.equals("rst")) {
                assertThatThrownBy(client::readToEnd)
                        .isInstanceOf(SocketException.class)
                        .hasMessageContaining("reset");
            } else {
                assertThat(client.readToEnd()).isEmpty();
            }
        }
        assertThat(server.awaitEnded(1).get(0))
                .containsEntry("outcome", "cut_by_us")
                .containsEntry("status", point.equals("before_head") ? "" : "200")
                .containsEntry("bytes", Integer.toString(body));
        assertThat(server.backend().inFlight()).isZero();
    }

    @Test
    void theJournalHasTheCutBeforeTheClientSeesIt() throws IOException {
        server.behave("{'close':'before_head'}");
        try (RawClient client = server.connect()) {
            client.get("/").readToEnd();
            assertThat(server.requests().get(0)).containsEntry("outcome", "cut_by_us");
        }
    }

    @Test
    void closesInOrderAlsoWhenTheRequestHadABody() throws IOException {
        server.behave("{'close':'before_head','delayMillis':20}");
        try (RawClient client = server.connect()) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n" + "x".repeat(100_000));
            assertThat(client.readToEnd()).isEmpty();
        }
        assertThat(server.awaitEnded(1).get(0)).containsEntry("outcome", "cut_by_us");
    }

    @Test
    void stoppingLetsRequestsFinishAndCutsWhatHangs() throws Exception {
        try (RawClient idle = server.connect();
                RawClient busy = server.connect();
                RawClient hanging = server.connect()) {
            idle.get("/idle").readHead();
            idle.read(64);
            server.behave("{'delayMillis':500}");
            busy.get("/busy");
            server.awaitReceived(2);
            server.behave("{'hang':'mid_body'}");
            hanging.get("/hanging").readHead();

            CompletableFuture<Void> stopping =
                    CompletableFuture.runAsync(() -> server.backend().stop(Duration.ofSeconds(20)));
            assertThat(idle.readToEnd()).isEmpty();
            assertThat(hanging.readToEnd()).hasSize(32);
            assertThat(busy.readHead()).startsWith("HTTP/1.1 200 ").contains("\r\nConnection: close\r\n");
            assertThat(busy.readToEnd()).hasSize(64);
            stopping.get(10, TimeUnit.SECONDS);
        }
        assertThatThrownBy(server::connect).isInstanceOf(ConnectException.class);
        assertThat(server.awaitEnded(3))
                .extracting(row -> row.get("path") + " " + row.get("outcome"))
                .containsExactly("/idle answered", "/busy answered", "/hanging cut_by_us");
    }

    @Test
    void stoppingCutsWhatDoesNotFinishInTime() throws Exception {
        server.behave("{'delayMillis':3600000}");
        try (RawClient client = server.connect()) {
            client.get("/");
            server.awaitReceived(1);
            server.backend().stop(Duration.ofMillis(100));
            assertThat(client.readToEnd()).isEmpty();
        }
        Map<String, String> row = server.awaitEnded(1).get(0);
        assertThat(row).containsEntry("outcome", "cut_by_us");
    }

    @Test
    void aStoppedBackendsPortIsFreeAtOnce() throws Exception {
        try (RawClient client = server.connect()) {
            client.get("/").readHead();
            int port = server.backend().address().getPort();
            server.backend().stop(Duration.ofSeconds(1));
            try (ServerSocket again = new ServerSocket()) {
                again.setReuseAddress(true);
                again.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                assertThat(again.isBound()).isTrue();
            }
        }
    }
}
