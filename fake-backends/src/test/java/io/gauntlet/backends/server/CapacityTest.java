package io.gauntlet.backends.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backend that works on so many requests at a time. */
class CapacityTest {

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
    void whoFindsNoRoomIsRefusedAtOnce() throws IOException {
        server.behave("{'delayMillis':3600000,'capacity':{'concurrent':1,'queue':1}}");
        try (RawClient working = server.connect();
                RawClient waiting = server.connect();
                RawClient refused = server.connect()) {
            working.get("/working");
            server.awaitReceived(1);
            waiting.get("/waiting");
            server.awaitReceived(2);
            refused.get("/refused");
            assertThat(refused.readHead()).startsWith("HTTP/1.1 503 ").contains("Content-Length: 16");
            refused.read(16);
            assertThat(refused.get("/health/ready").readHead()).startsWith("HTTP/1.1 200 ");
        }
        assertThat(server.awaitEnded(4))
                .extracting(row -> row.get("path") + " " + row.get("status") + " " + row.get("outcome"))
                .containsExactly(
                        "/working  client_gone",
                        "/waiting  client_gone",
                        "/refused 503 answered",
                        "/health/ready 200 answered");
    }

    @Test
    void whoWaitsIsServedInTurn() throws IOException {
        server.behave("{'delayMillis':200,'capacity':{'concurrent':1,'queue':9,'status':429}}");
        try (RawClient first = server.connect();
                RawClient gone = server.connect();
                RawClient third = server.connect()) {
            first.get("/1");
            server.awaitReceived(1);
            gone.get("/2");
            server.awaitReceived(2);
            third.get("/3");
            server.awaitReceived(3);
            gone.reset();
            assertThat(first.readHead()).startsWith("HTTP/1.1 200 ");
            assertThat(third.readHead()).startsWith("HTTP/1.1 200 ");
        }
        var rows = server.awaitEnded(3);
        assertThat(rows.get(1)).containsEntry("outcome", "client_gone");
        // The third begins when the first ends, and then works as long; a timer may be a tick early.
        assertThat(nanos(rows.get(2), "answered") - nanos(rows.get(0), "answered"))
                .isGreaterThan(190_000_000L);
    }

    @Test
    void moreRoomLetsThemIn() throws IOException {
        server.behave("{'delayMillis':3600000,'capacity':{'concurrent':1,'queue':1}}");
        try (RawClient stuck = server.connect()) {
            stuck.get("/stuck");
            server.awaitReceived(1);
            server.behave("{'capacity':{'concurrent':1,'queue':1}}");
            try (RawClient waiting = server.connect()) {
                waiting.get("/waiting");
                server.awaitReceived(2);
                server.behave("{'capacity':{'concurrent':2}}");
                assertThat(waiting.readHead()).startsWith("HTTP/1.1 200 ");
            }
        }
    }

    private static long nanos(Map<String, String> row, String column) {
        return Long.parseLong(row.getOrDefault(column, ""));
    }
}
