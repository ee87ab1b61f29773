package io.gauntlet.backends.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backend that works on so many requests at a time. */
class CapacityTest {

    /** Enough to overflow the stack of an IO thread if each let the next one in. */
    private static final int QUEUED = 2000;

    private static final String SLOW_FIRST =
            "{'capacity':{'concurrent':1,'queue':%d}," + "'rules':[{'path':'/slow','then':{'delayMillis':3600000}}]}";

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
    void whoLeavesWhileHeWaitsTakesNoPlace() throws IOException {
        server.behave(SLOW_FIRST.formatted(9));
        try (RawClient first = server.connect();
                RawClient gone = server.connect();
                RawClient third = server.connect()) {
            first.get("/slow");
            server.awaitReceived(1);
            gone.get("/2");
            server.awaitReceived(2);
            third.get("/3");
            server.awaitReceived(3);
            gone.reset();
            assertThat(server.awaitEnded(1).get(1)).containsEntry("outcome", "client_gone");
            first.reset();
            assertThat(third.readHead()).startsWith("HTTP/1.1 200 ");
            third.read(64);
        }
        assertThat(server.awaitEnded(3))
                .extracting(row -> row.get("path") + " " + row.get("outcome"))
                .containsExactly("/slow client_gone", "/2 client_gone", "/3 answered");
        assertThat(server.backend().inFlight()).isZero();
    }

    @Test
    void whoWaitsIsServedInTurn() throws IOException {
        server.behave(SLOW_FIRST.formatted(9));
        try (RawClient first = server.connect();
                RawClient second = server.connect();
                RawClient third = server.connect()) {
            first.get("/slow");
            server.awaitReceived(1);
            second.get("/2");
            server.awaitReceived(2);
            third.get("/3");
            server.awaitReceived(3);
            first.reset();
            assertThat(third.readHead()).startsWith("HTTP/1.1 200 ");
            assertThat(second.readHead()).startsWith("HTTP/1.1 200 ");
        }
        var rows = server.awaitEnded(3);
        assertThat(nanos(rows.get(1), "answered")).isLessThanOrEqualTo(nanos(rows.get(2), "answered"));
    }

    @Test
    void aLongQueueOfRequestsWithoutWorkIsServedToTheLast() throws IOException {
        server.behave(SLOW_FIRST.formatted(QUEUED));
        List<RawClient> queued = new ArrayList<>();
        try (RawClient first = server.connect()) {
            first.get("/slow");
            server.awaitReceived(1);
            for (int i = 0; i < QUEUED; i++) {
                queued.add(server.connect().get("/" + i));
            }
            await().until(() -> server.backend().inFlight() == QUEUED + 1);
            first.reset();
            for (RawClient client : queued) {
                assertThat(client.readHead()).startsWith("HTTP/1.1 200 ");
                client.read(64);
            }
            // Nor is a place lost.
            assertThat(queued.get(0).get("/again").readHead()).startsWith("HTTP/1.1 200 ");
        } finally {
            for (RawClient client : queued) {
                client.close();
            }
            await().until(() -> server.backend().connectionsOpen() == 0);
        }
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
