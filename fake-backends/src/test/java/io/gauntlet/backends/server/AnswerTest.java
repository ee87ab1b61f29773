package io.gauntlet.backends.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerTest {

    private static final String HELLO_CRC = "3610a686";

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
    void answersWithItsNameTheRequestsIdAndAChecksum() throws IOException {
        try (RawClient client = server.connect()) {
            client.send("GET /work?x=1 HTTP/1.1\r\nHost: a\r\nX-Request-Id: r-0-7\r\nX-Gauntlet-Attempt: 2\r\n\r\n");
            String head = client.readHead();
            byte[] body = client.read(64);

            assertThat(head)
                    .startsWith("HTTP/1.1 200 ")
                    .contains("\r\nX-Backend: b1\r\n", "\r\nX-Request-Id: r-0-7\r\n", "\r\nContent-Length: 64\r\n")
                    .contains("\r\nX-Body-Crc32: " + crc(body) + "\r\n");
            assertThat(server.awaitEnded(1).get(0))
                    .containsEntry("id", "r-0-7")
                    .containsEntry("attempt", "2")
                    .containsEntry("backend", "b1")
                    .containsEntry("kind", "request")
                    .containsEntry("method", "GET")
                    .containsEntry("path", "/work?x=1")
                    .containsEntry("status", "200")
                    .containsEntry("outcome", "answered")
                    .containsEntry("client", client.name())
                    .containsEntry("in_flight", "1")
                    .containsEntry("bytes", "64")
                    .containsEntry("body_intact", "");
        }
    }

    @Test
    void aConnectionServesManyRequests() throws IOException {
        try (RawClient client = server.connect()) {
            for (int i = 0; i < 20; i++) {
                client.get("/" + i);
                client.readHead();
                client.read(64);
            }
        }
        List<Map<String, String>> rows = server.awaitEnded(20);
        assertThat(rows)
                .extracting(row -> row.get("connection"))
                .containsOnly(rows.get(0).get("connection"));
        assertThat(rows).extracting(row -> row.get("in_flight")).containsOnly("1");
        assertThat(server.backend().inFlight()).isZero();
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() throws IOException {
        server.behave("{'delayMillis':30}");
        try (RawClient client = server.connect()) {
            StringBuilder all = new StringBuilder();
            for (int i = 0; i < 30; i++) {
                all.append("GET / HTTP/1.1\r\nHost: a\r\nX-Request-Id: ")
                        .append(i)
                        .append("\r\n\r\n");
            }
            client.send(all.toString());
            for (int i = 0; i < 30; i++) {
                assertThat(client.readHead()).contains("\r\nX-Request-Id: " + i + "\r\n");
                client.read(64);
            }
        }
    }

    @Test
    void whatArrivesWhileARequestWaitsIsServedAfterIt() throws IOException {
        server.behave("{'delayMillis':300}");
        try (RawClient client = server.connect()) {
            client.get("/first");
            server.awaitReceived(1);
            // These bytes come one by one into the watch of the first request, and hold a body too.
            client.send("POST /second HTTP/1.1\r\nHo");
            client.send("st: a\r\nContent-Length: 5\r\nX-Body-Crc32: " + HELLO_CRC + "\r\n\r\nhel");
            client.readHead();
            client.read(64);
            client.send("lo");
            client.readHead();
            client.read(64);
        }
        assertThat(server.awaitEnded(2))
                .extracting(row -> row.get("path") + " " + row.get("body_intact"))
                .containsExactly("/first ", "/second true");
    }

    @Test
    void manyPipelinedBytesDuringAWaitAreNotLost() throws IOException {
        server.behave("{'delayMillis':300}");
        int large = 2 * WatchedSource.MAX_STASH_BYTES;
        byte[] body = new byte[large];
        try (RawClient client = server.connect()) {
            client.get("/first");
            server.awaitReceived(1);
            client.send("POST /second HTTP/1.1\r\nHost: a\r\nContent-Length: " + large + "\r\nX-Body-Crc32: "
                    + crc(body) + "\r\n\r\n" + new String(body, StandardCharsets.ISO_8859_1));
            client.readHead();
            client.read(64);
            client.readHead();
            client.read(64);
        }
        assertThat(server.awaitEnded(2).get(1)).containsEntry("body_intact", "true");
    }

    @ParameterizedTest
    @CsvSource({"3610a686,hello,true", "3610A686,hello,true", "3610a686,hellO,false", "zz,hello,false"})
    void theRequestsBodyIsComparedWithItsChecksum(String claimed, String body, String intact) throws IOException {
        try (RawClient client = server.connect()) {
            client.send(
                    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nX-Body-Crc32: " + claimed + "\r\n\r\n" + body);
            client.readHead();
        }
        assertThat(server.awaitEnded(1).get(0)).containsEntry("body_intact", intact);
    }

    @Test
    void aChunkedRequestIsReadToItsEnd() throws IOException {
        try (RawClient client = server.connect()) {
            client.send("PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nX-Body-Crc32: " + HELLO_CRC
                    + "\r\n\r\n2\r\nhe\r\n");
            server.awaitReceived(1);
            client.send("3\r\nllo\r\n0\r\n\r\n");
            client.readHead();
            client.read(64);
            client.get("/next");
            client.readHead();
        }
        assertThat(server.awaitEnded(2))
                .extracting(row -> row.get("body_intact"))
                .containsExactly("true", "");
    }

    @Test
    void asksForABodyThatWaitsForIt() throws IOException {
        try (RawClient client = server.connect()) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\nX-Body-Crc32: "
                    + HELLO_CRC + "\r\n\r\n");
            assertThat(client.readHead()).startsWith("HTTP/1.1 100 ");
            assertThat(server.requests().get(0)).containsEntry("answered", "");
            client.send("hello");
            assertThat(client.readHead()).startsWith("HTTP/1.1 200 ");
        }
        assertThat(server.awaitEnded(1).get(0)).containsEntry("body_intact", "true");
    }

    @Test
    void aLargeUploadArrivesWhole() throws IOException {
        int bytes = 5_000_000;
        var body = "x".repeat(bytes);
        try (RawClient client = server.connect()) {
            client.send("POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length: " + bytes + "\r\nX-Body-Crc32: "
                    + crc(body.getBytes(java.nio.charset.StandardCharsets.US_ASCII)) + "\r\n\r\n" + body);
            assertThat(client.readHead()).startsWith("HTTP/1.1 200 ");
        }
        assertThat(server.awaitEnded(1).get(0)).containsEntry("body_intact", "true");
    }

    @Test
    void aBrokenBodyIsAFailure() throws IOException {
        try (RawClient client = server.connect()) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nno trailer\r\n");
            client.readToEnd();
        }
        assertThat(server.awaitEnded(1).get(0))
                .containsEntry("outcome", "failed")
                .containsEntry("status", "");
    }

    @Test
    void anAnswerToHeadHasTheHeadAlone() throws IOException {
        server.behave("{'bodyBytes':1000}");
        try (RawClient client = server.connect()) {
            client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(client.readHead())
                    .contains("\r\nContent-Length: 1000\r\n")
                    .doesNotContain("X-Body-Crc32");
            client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            assertThat(client.readHead()).startsWith("HTTP/1.1 200 ");
            assertThat(client.readToEnd()).hasSize(1000);
        }
        assertThat(server.awaitEnded(2)).extracting(row -> row.get("bytes")).containsExactly("0", "1000");
    }

    @ParameterizedTest
    @ValueSource(ints = {204, 304})
    void aStatusWithoutBodyHasNone(int status) throws IOException {
        server.behave("{'status':" + status + ",'chunks':2}");
        try (RawClient client = server.connect()) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            assertThat(client.readHead())
                    .startsWith("HTTP/1.1 " + status + " ")
                    .doesNotContain("Content-Length", "Transfer-Encoding");
            assertThat(client.readToEnd()).isEmpty();
        }
        assertThat(server.awaitEnded(1).get(0))
                .containsEntry("outcome", "answered")
                .containsEntry("bytes", "0");
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 302, 404, 500, 503})
    void answersWithTheStatusItIsTold(int status) throws IOException {
        server.behave("{'status':" + status + "}");
        try (RawClient client = server.connect()) {
            assertThat(client.get("/").readHead()).startsWith("HTTP/1.1 " + status + " ");
        }
        assertThat(server.awaitEnded(1).get(0)).containsEntry("status", Integer.toString(status));
    }

    @Test
    void chunksComeOneByOneAtTheirInterval() throws IOException {
        server.behave("{'bodyBytes':10,'chunks':4,'chunkIntervalMillis':100}");
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        List<Integer> sizes = new ArrayList<>();
        long begin = System.nanoTime();
        try (RawClient client = server.connect()) {
            String head = client.get("/").readHead();
            assertThat(head).contains("\r\nTransfer-Encoding: chunked\r\n").doesNotContain("Content-Length");
            int size = Integer.parseInt(client.readLine(), 16);
            while (size > 0) {
                sizes.add(size);
                body.write(client.read(size));
                client.readLine();
                size = Integer.parseInt(client.readLine(), 16);
            }
            client.readLine();
            assertThat(head).contains("X-Body-Crc32: " + crc(body.toByteArray()));
            assertThat(client.get("/again").readHead()).startsWith("HTTP/1.1 200 ");
        }
        // Three pauses lie between four pieces; a timer may be a tick early.
        assertThat(System.nanoTime() - begin).isGreaterThan(290_000_000L);
        assertThat(sizes).containsExactly(2, 3, 2, 3);
    }

    @Test
    void anAnswerMayBeDelayed() throws IOException {
        server.behave("{'delayMillis':200}");
        try (RawClient client = server.connect()) {
            client.get("/").readHead();
        }
        Map<String, String> row = server.awaitEnded(1).get(0);
        assertThat(Long.parseLong(row.get("answered")) - Long.parseLong(row.get("received")))
                .isGreaterThan(195_000_000L);
    }

    @Test
    void aLargeBodyIsStreamedAndSummedUp() throws IOException {
        int length = 100_000_000;
        server.behave("{'bodyBytes':" + length + "}");
        CRC32 crc = new CRC32();
        try (RawClient client = server.connect()) {
            String head = client.get("/").readHead();
            InputStream in = client.in();
            byte[] buffer = new byte[65536];
            for (int left = length; left > 0; ) {
                int read = in.read(buffer, 0, Math.min(left, buffer.length));
                assertThat(read).isPositive();
                crc.update(buffer, 0, read);
                left -= read;
            }
            assertThat(head).contains("\r\nX-Body-Crc32: " + DeterministicBody.hex(crc) + "\r\n");
        }
        assertThat(server.awaitEnded(1).get(0))
                .containsEntry("outcome", "answered")
                .containsEntry("bytes", Integer.toString(length));
    }

    @Test
    void bothProbesAreProgrammedApartFromRequests() throws IOException {
        server.behave("{'status':500,'live':{'status':503},'ready':{'status':200,'delayMillis':1}}");
        try (RawClient client = server.connect()) {
            assertThat(client.get("/health/live").readHead()).startsWith("HTTP/1.1 503 ");
            client.read(16);
            assertThat(client.get("/health/ready").readHead()).startsWith("HTTP/1.1 200 ");
            client.read(16);
            assertThat(client.get("/health").readHead()).startsWith("HTTP/1.1 500 ");
        }
        assertThat(server.awaitEnded(3))
                .extracting(row -> row.get("kind"))
                .containsExactly("probe", "probe", "request");
    }

    @Test
    void answersOnlyTheNextProbesSo() throws IOException {
        server.behave("{'ready':{'status':503,'next':2}}");
        try (RawClient client = server.connect()) {
            assertThat(List.of(status(client, "ready"), status(client, "live"), status(client, "ready")))
                    .containsExactly("503", "200", "503");
            assertThat(List.of(status(client, "ready"), status(client, "ready")))
                    .containsExactly("200", "200");
        }
    }

    private static String status(RawClient client, String probe) throws IOException {
        String status = client.get("/health/" + probe).readHead().split(" ", 3)[1];
        client.read(16);
        return status;
    }

    @Test
    void aHangingProbeIsNoRequestInFlight() throws IOException {
        server.behave("{'ready':{'hang':true}}");
        try (RawClient probe = server.connect();
                RawClient client = server.connect()) {
            probe.get("/health/ready");
            server.awaitReceived(1);
            assertThat(server.backend().inFlight()).isZero();
            client.get("/").readHead();
        }
        assertThat(server.awaitEnded(2))
                .extracting(row -> row.get("kind") + " " + row.get("in_flight") + " " + row.get("outcome"))
                .containsExactly("probe 1 client_gone", "request 1 answered");
    }

    @Test
    void aRequestKeepsTheBehaviourOfItsArrival() throws IOException {
        server.behave("{'delayMillis':300,'status':201}");
        try (RawClient before = server.connect();
                RawClient after = server.connect()) {
            before.get("/");
            server.awaitReceived(1);
            server.behave("{'status':503}");
            assertThat(after.get("/").readHead()).startsWith("HTTP/1.1 503 ");
            assertThat(before.readHead()).startsWith("HTTP/1.1 201 ");
        }
    }

    private static String crc(byte[] bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return DeterministicBody.hex(crc);
    }
}
