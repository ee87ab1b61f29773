package io.gauntlet.backends.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.SocketException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How long a connection may be used. */
class KeepAliveTest {

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

    @Test
    void theLastAnswerOfAConnectionSaysSoAndCloses() throws IOException {
        server.behave("{'keepAlive':{'maxRequests':3}}");
        try (RawClient client = server.connect()) {
            for (int i = 0; i < 2; i++) {
                assertThat(client.get("/").readHead()).doesNotContain("Connection: close");
                client.read(64);
            }
            assertThat(client.get("/").readHead()).contains("\r\nConnection: close\r\n");
            assertThat(client.readToEnd()).hasSize(64);
        }
        assertThat(server.awaitEnded(3)).extracting(row -> row.get("outcome")).containsOnly("answered");
    }

    @Test
    void anIdleConnectionIsClosedInTime() throws IOException {
        server.behave("{'keepAlive':{'idleCloseMillis':{'min':100,'max':150}}}");
        try (RawClient client = server.connect()) {
            client.get("/").readHead();
            client.read(64);
            long begin = System.nanoTime();
            assertThat(client.readToEnd()).isEmpty();
            assertThat(System.nanoTime() - begin).isGreaterThan(90_000_000L);
        }
        assertThat(server.awaitEnded(1).get(0)).containsEntry("outcome", "answered");
    }

    @Test
    void aConnectionInUseIsNotIdle() throws IOException {
        server.behave("{'delayMillis':300,'keepAlive':{'idleCloseMillis':{'min':100,'max':100}}}");
        try (RawClient client = server.connect()) {
            for (int i = 0; i < 2; i++) {
                assertThat(client.get("/").readHead()).startsWith("HTTP/1.1 200 ");
                client.read(64);
            }
        }
    }

    @Test
    void aRequestOnAUsedConnectionMayComeTooLate() throws IOException {
        server.behave("{'keepAlive':{'staleProbability':1}}");
        try (RawClient client = server.connect()) {
            assertThat(client.get("/first").readHead()).startsWith("HTTP/1.1 200 ");
            client.read(64);
            client.get("/second");
            assertThatThrownBy(client::readToEnd).isInstanceOf(SocketException.class);
        }
        assertThat(server.awaitEnded(2).get(1))
                .containsEntry("path", "/second")
                .containsEntry("kind", "request")
                .containsEntry("answered", "")
                .containsEntry("status", "")
                .containsEntry("outcome", "unread");
        assertThat(server.backend().inFlight()).isZero();
    }

    @Test
    void openConnectionsAreCounted() throws IOException {
        assertThat(server.backend().connectionsOpen()).isZero();
        try (RawClient idle = server.connect();
                RawClient used = server.connect()) {
            used.get("/").readHead();
            await().until(() -> server.backend().connectionsOpen() == 2);
            idle.reset();
            await().until(() -> server.backend().connectionsOpen() == 1);
        }
        await().until(() -> server.backend().connectionsOpen() == 0);
    }
}
