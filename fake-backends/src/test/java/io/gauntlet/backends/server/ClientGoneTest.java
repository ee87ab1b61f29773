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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A client may leave at any moment, in any way, and the backend knows at once. */
class ClientGoneTest {

    /** Long enough never to pass in a test: whatever ends, ends because the client left. */
    private static final String AN_HOUR = "3600000";

    @TempDir
    Path directory;

    private TestingBackend server;

    enum Leaving {
        FIN {
            @Override
            void leave(RawClient client) throws IOException {
                client.halfClose();
            }
        },
        CLOSE {
            @Override
            void leave(RawClient client) throws IOException {
                client.close();
            }
        },
        RST {
            @Override
            void leave(RawClient client) throws IOException {
                client.reset();
            }
        };

        abstract void leave(RawClient client) throws IOException;
    }

    @BeforeEach
    void start() throws IOException {
        server = new TestingBackend(directory);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @EnumSource
    void whileItHangsBeforeTheHead(Leaving leaving) throws IOException {
        server.behave("{'hang':'before_head'}");
        try (RawClient client = server.connect()) {
            client.get("/");
            assertThat(goneAfter(client, leaving))
                    .containsEntry("answered", "")
                    .containsEntry("status", "")
                    .containsEntry("bytes", "0");
        }
    }

    @ParameterizedTest
    @EnumSource
    void whileItHangsAfterTheHead(Leaving leaving) throws IOException {
        server.behave("{'hang':'after_head'}");
        try (RawClient client = server.connect()) {
            client.get("/").readHead();
            assertThat(goneAfter(client, leaving))
                    .containsEntry("status", "200")
                    .containsEntry("bytes", "0");
        }
    }

    @ParameterizedTest
    @EnumSource
    void whileItHangsInTheBody(Leaving leaving) throws IOException {
        server.behave("{'hang':'mid_body','bodyBytes':101}");
        try (RawClient client = server.connect()) {
            client.get("/").readHead();
            client.read(50);
            assertThat(goneAfter(client, leaving))
                    .containsEntry("status", "200")
                    .containsEntry("bytes", "50");
        }
    }

    @ParameterizedTest
    @EnumSource
    void whileTheAnswerIsDelayed(Leaving leaving) throws IOException {
        server.behave("{'delayMillis':" + AN_HOUR + "}");
        try (RawClient client = server.connect()) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nX-Body-Crc32: 3610a686\r\n\r\nhello");
            assertThat(goneAfter(client, leaving)).containsEntry("answered", "").containsEntry("body_intact", "true");
        }
    }

    @ParameterizedTest
    @EnumSource
    void betweenTwoChunks(Leaving leaving) throws IOException {
        server.behave("{'bodyBytes':30,'chunks':3,'chunkIntervalMillis':" + AN_HOUR + "}");
        try (RawClient client = server.connect()) {
            client.get("/").readHead();
            client.read("0a\r\n".length() + 10);
            assertThat(goneAfter(client, leaving))
                    .containsEntry("status", "200")
                    .containsEntry("bytes", "10");
        }
    }

    @ParameterizedTest
    @EnumSource
    void beforeItsBodyIsComplete(Leaving leaving) throws IOException {
        try (RawClient client = server.connect()) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nX-Body-Crc32: 3610a686\r\n\r\nhel");
            assertThat(goneAfter(client, leaving)).containsEntry("answered", "").containsEntry("body_intact", "");
        }
    }

    @ParameterizedTest
    @EnumSource
    void beforeItsChunkedBodyIsComplete(Leaving leaving) throws IOException {
        try (RawClient client = server.connect()) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhe");
            goneAfter(client, leaving);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whileItDoesNotReadALargeAnswer(Leaving leaving) throws IOException {
        server.behave("{'bodyBytes':67108864}");
        try (RawClient client = RawClient.slow(server.backend().address())) {
            client.get("/").readHead();
            assertThat(goneAfter(client, leaving)).containsEntry("status", "200");
        }
    }

    @ParameterizedTest
    @EnumSource
    void afterItSentAnotherRequestBehindTheFirst(Leaving leaving) throws IOException {
        server.behave("{'hang':'before_head'}");
        try (RawClient client = server.connect()) {
            client.get("/first");
            server.awaitReceived(1);
            client.get("/second");
            // The second one is never begun: its head is not read while the first one is handled.
            assertThat(goneAfter(client, leaving)).containsEntry("path", "/first");
        }
    }

    @ParameterizedTest
    @EnumSource
    void whileTheProbeHangs(Leaving leaving) throws IOException {
        server.behave("{'live':{'hang':true}}");
        try (RawClient client = server.connect()) {
            client.get("/health/live");
            assertThat(goneAfter(client, leaving)).containsEntry("kind", "probe");
        }
    }

    @Test
    void theEndIsStampedWhenTheClientLeft() throws IOException {
        server.behave("{'hang':'before_head'}");
        try (RawClient client = server.connect();
                RawClient clock = server.connect()) {
            client.get("/hanging");
            server.awaitReceived(1);
            client.reset();
            server.awaitEnded(1);
            server.behave("{}");
            clock.get("/later").readHead();
        }
        List<Map<String, String>> rows = server.awaitEnded(2);
        assertThat(Long.parseLong(rows.get(0).get("ended")))
                .isLessThan(Long.parseLong(rows.get(1).get("received")));
    }

    @Test
    void thousandHangingRequestsCostNoThreadsAndAreCountedExactly() throws IOException {
        server.behave("{'hang':'before_head'}");
        int many = 1000;
        int threads = Thread.activeCount();
        List<RawClient> clients = new ArrayList<>();
        try {
            for (int i = 0; i < many; i++) {
                clients.add(server.connect().get("/" + i));
            }
            await().until(() -> server.backend().inFlight() == many);
            assertThat(Thread.activeCount()).isLessThan(threads + 10);

            server.behave("{'delayMillis':1}");
            try (RawClient other = server.connect()) {
                assertThat(other.get("/").readHead()).startsWith("HTTP/1.1 200 ");
            }
            for (RawClient client : clients.subList(0, many / 2)) {
                client.close();
            }
            await().until(() -> server.backend().inFlight() == many / 2);
        } finally {
            for (RawClient client : clients) {
                client.close();
            }
        }
        await().until(() -> server.backend().inFlight() == 0);
        List<Map<String, String>> rows = server.awaitEnded(many + 1);
        assertThat(rows)
                .filteredOn(row -> "client_gone".equals(row.get("outcome")))
                .hasSize(many);
        assertThat(rows.subList(0, many))
                .extracting(row -> Integer.parseInt(row.get("in_flight")))
                .contains(1, many)
                .doesNotHaveDuplicates();
    }

    private Map<String, String> goneAfter(RawClient client, Leaving leaving) throws IOException {
        server.awaitReceived(1);
        leaving.leave(client);
        Map<String, String> row = server.awaitEnded(1).get(0);
        assertThat(row).containsEntry("outcome", "client_gone");
        assertThat(row.get("ended")).isNotEmpty();
        await().until(() -> server.backend().inFlight() == 0);
        return row;
    }
}
