package io.gauntlet.backends.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each behaviour as a client sees it, and what rules make of them. */
class BehavioursTest {

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
    void theFirstRuleThatMatchesWins() throws IOException {
        server.behave("{'status':201,'rules':[{'path':'/a*','method':'GET','then':{'status':202,'bodyBytes':1}},"
                + "{'path':'/a*','then':{'status':203}}]}");
        try (RawClient client = server.connect()) {
            assertThat(status(client, "GET", "/abc?x=y")).isEqualTo(202);
            assertThat(status(client, "PUT", "/abc")).isEqualTo(203);
            assertThat(status(client, "GET", "/b")).isEqualTo(201);
            assertThat(status(client, "GET", "/health/live")).isEqualTo(200);
        }
    }

    @Test
    void aRuleHoldsForTheNextFewRequests() throws IOException {
        server.behave("{'rules':[{'path':'/a','next':2,'then':{'status':500}},{'next':1,'then':{'status':404}}]}");
        try (RawClient client = server.connect()) {
            List<Integer> statuses = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                statuses.add(status(client, "GET", "/a"));
            }
            assertThat(statuses).containsExactly(500, 500, 404, 200);
        }
    }

    @Test
    void chanceIsTheSameForTheSameSeed() throws IOException {
        List<Integer> first = drawn(7);
        assertThat(drawn(7)).isEqualTo(first);
        assertThat(drawn(8)).isNotEqualTo(first);
        // 200 throws of a fair coin: 5 standard deviations are 35.
        assertThat(first.stream().filter(status -> status == 500).count()).isBetween(65L, 135L);
    }

    private List<Integer> drawn(int seed) throws IOException {
        server.behave("{'seed':" + seed + ",'rules':[{'probability':0.5,'then':{'status':500}}]}");
        List<Integer> statuses = new ArrayList<>();
        try (RawClient client = server.connect()) {
            for (int i = 0; i < 200; i++) {
                statuses.add(status(client, "GET", "/"));
            }
        }
        return statuses;
    }

    @Test
    void delaysFollowTheirDistribution() throws IOException {
        server.behave("{'delay':{'type':'uniform','min':20,'max':40}}");
        try (RawClient client = server.connect()) {
            for (int i = 0; i < 10; i++) {
                status(client, "GET", "/");
            }
        }
        assertThat(server.awaitEnded(10))
                .extracting(BehavioursTest::answeringNanos)
                // A timer may be a tick early; how late it is, the machine's load decides.
                .allSatisfy(nanos -> assertThat(nanos).isGreaterThan(19_000_000L));
    }

    @Test
    void eachByteMayCostTime() throws IOException {
        server.behave("{'perByteMicros':1000,'bodyBytes':50}");
        try (RawClient client = server.connect()) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n" + "x".repeat(100));
            client.readHead();
        }
        assertThat(answeringNanos(server.awaitEnded(1).get(0))).isGreaterThan(145_000_000L);
    }

    @Test
    void aBackendMayBeSlowAtFirst() throws IOException {
        server.behave("{'delayMillis':10,'warmUp':{'seconds':60,'factor':20}}");
        try (RawClient client = server.connect()) {
            status(client, "GET", "/");
        }
        assertThat(answeringNanos(server.awaitEnded(1).get(0))).isGreaterThan(150_000_000L);
    }

    @Test
    void echoesTheRequest() throws IOException {
        server.behave("{'echo':true}");
        try (RawClient client = server.connect()) {
            client.send("POST /a?b=c HTTP/1.1\r\nHost: h\r\nX-Two: 1\r\nX-Two: 2\r\nContent-Length: 5\r\n\r\nhello");
            String head = client.readHead();
            assertThat(head).contains("Content-Type: application/json").contains("X-Body-Crc32: ");
            JsonNode json = new JsonMapper().readTree(client.read(length(head)));
            assertThat(json.get("method").textValue()).isEqualTo("POST");
            assertThat(json.get("path").textValue()).isEqualTo("/a?b=c");
            assertThat(json.get("headers").get("X-Two")).hasToString("[\"1\",\"2\"]");
            assertThat(json.get("body")).hasToString("{\"bytes\":5,\"crc32\":\"3610a686\"}");
        }
    }

    @Test
    void trailersComeAfterTheBody() throws IOException {
        server.behave("{'trailers':{'X-Sum':'42'},'bodyBytes':3}");
        try (RawClient client = server.connect()) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            assertThat(client.readHead())
                    .contains("\r\nTrailer: X-Sum\r\n", "\r\nTransfer-Encoding: chunked\r\n")
                    .doesNotContain("Content-Length");
            assertThat(text(client.readToEnd())).endsWith("\r\n0\r\nX-Sum: 42\r\n\r\n");
        }
        assertThat(server.awaitEnded(1).get(0)).containsEntry("outcome", "answered");
    }

    @Test
    void interimAnswersComeBeforeTheFinalOne() throws IOException {
        server.behave("{'interim':[102,103],'delayMillis':50}");
        try (RawClient client = server.connect()) {
            client.get("/");
            assertThat(client.readHead()).startsWith("HTTP/1.1 102 ");
            assertThat(client.readHead()).startsWith("HTTP/1.1 103 ").contains("\r\nLink: ");
            assertThat(client.readHead()).startsWith("HTTP/1.1 200 ");
            client.read(64);
            assertThat(client.send("GET / HTTP/1.0\r\n\r\n").readHead()).startsWith("HTTP/1.0 200 ");
        }
        // The delay is before the answer, and a 102 is none.
        assertThat(answeringNanos(server.awaitEnded(2).get(0))).isGreaterThan(45_000_000L);
    }

    @Test
    void garbageIsNoHttp() throws IOException {
        server.behave("{'garbage':100000}");
        try (RawClient client = server.connect()) {
            byte[] all = client.get("/").readToEnd();
            assertThat(all).hasSize(100_000);
            assertThat(all[0]).isEqualTo((byte) '#');
        }
        assertThat(server.awaitEnded(1).get(0))
                .containsEntry("outcome", "cut_by_us")
                .containsEntry("answered", "")
                .containsEntry("status", "");
    }

    @Test
    void aHeadMayBeTooLarge() throws IOException {
        server.behave("{'headBytes':100000}");
        try (RawClient client = server.connect()) {
            assertThat(client.get("/").readHead()).hasSizeBetween(100_000, 102_000);
            client.read(64);
            assertThat(client.get("/").readHead()).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void anEarlyAnswerDoesNotWaitForTheBody() throws IOException {
        server.behave("{'early':true}");
        try (RawClient client = server.connect()) {
            client.send("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nX-Body-Crc32: 3610a686\r\n\r\nhe");
            assertThat(client.readHead()).startsWith("HTTP/1.1 200 ");
            client.read(64);
            assertThat(server.requests().get(0)).containsEntry("outcome", "");
            client.send("llo");
            assertThat(server.awaitEnded(1).get(0))
                    .containsEntry("outcome", "answered")
                    .containsEntry("body_intact", "true");
            assertThat(client.get("/b").readHead()).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void anEarlyAnswerToAClientThatLeavesIsNotWhole() throws IOException {
        server.behave("{'early':true}");
        try (RawClient client = server.connect()) {
            client.send("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhe");
            client.readHead();
            client.read(64);
            client.reset();
        }
        assertThat(server.awaitEnded(1).get(0)).containsEntry("outcome", "client_gone");
        assertThat(server.backend().inFlight()).isZero();
    }

    @Test
    void acceptingMayTakeTime() throws IOException {
        server.behave("{'acceptDelayMillis':200}");
        long begin = System.nanoTime();
        try (RawClient client = server.connect()) {
            client.get("/").readHead();
            assertThat(System.nanoTime() - begin).isGreaterThan(190_000_000L);
        }
        // It is the request that came late, not its answer: the journal's zero is before the connection.
        assertThat(Long.parseLong(server.awaitEnded(1).get(0).getOrDefault("received", "")))
                .isGreaterThan(190_000_000L);
    }

    @Test
    void crashesAfterSoManyRequests() throws IOException {
        server.behave("{'crashAfter':2}");
        try (RawClient client = server.connect()) {
            status(client, "GET", "/health/live");
            status(client, "GET", "/");
            assertThat(server.crashes()).isZero();
            status(client, "GET", "/");
            await().until(() -> server.crashes() == 1);
        }
    }

    @Test
    void behavioursAddUp() throws IOException {
        server.behave("{'interim':[103],'delayMillis':20,'headBytes':10000,'chunks':2,'close':'mid_body',"
                + "'closeWith':'rst','trailers':{'X-T':'1'},'capacity':{'concurrent':1}}");
        try (RawClient client = server.connect()) {
            assertThat(client.get("/").readHead()).startsWith("HTTP/1.1 103 ");
            assertThat(client.readHead()).startsWith("HTTP/1.1 200 ").hasSizeGreaterThan(10_000);
            assertThatThrownBy(client::readToEnd).isInstanceOf(IOException.class);
        }
        assertThat(server.awaitEnded(1).get(0))
                .containsEntry("outcome", "cut_by_us")
                .containsEntry("bytes", "32");
    }

    @Test
    void eventsComeOneByOne() throws IOException {
        try (RawClient client = server.connect()) {
            String head = client.get("/sse?events=3&intervalMillis=50").readHead();
            assertThat(head).contains("Content-Type: text/event-stream", "Transfer-Encoding: chunked");
            for (int i = 0; i < 3; i++) {
                int size = Integer.parseInt(client.readLine(), 16);
                assertThat(text(client.read(size))).isEqualTo("id: 000000%d\ndata: b1 000000%d\n\n".formatted(i, i));
                client.readLine();
            }
            assertThat(client.readLine()).isEqualTo("0");
        }
        Map<String, String> row = server.awaitEnded(1).get(0);
        assertThat(row).containsEntry("outcome", "answered");
        assertThat(Long.parseLong(row.get("ended")) - Long.parseLong(row.get("answered")))
                .isGreaterThan(95_000_000L);
    }

    @Test
    void aSessionIsCountedAndALostOneShows() throws IOException {
        try (RawClient client = server.connect()) {
            String head = client.get("/session").readHead();
            assertThat(head).containsPattern("Set-Cookie: GSESSION=[^;]+; Path=/");
            String id = head.replaceAll("(?s).*GSESSION=([^;]+);.*", "$1");
            assertThat(text(client.read(length(head)))).endsWith("\"count\":1}");

            String again = "GET /session HTTP/1.1\r\nHost: a\r\nCookie: GSESSION=" + id + "\r\n\r\n";
            head = client.send(again).readHead();
            assertThat(head).doesNotContain("Set-Cookie");
            assertThat(text(client.read(length(head))))
                    .isEqualTo("{\"backend\":\"b1\",\"session\":\"" + id + "\",\"count\":2}");

            head = client.send(again.replace(id, "of-another-backend")).readHead();
            assertThat(text(client.read(length(head)))).endsWith("\"session\":\"of-another-backend\",\"count\":1}");
        }
    }

    private static int status(RawClient client, String method, String path) throws IOException {
        String head = client.send(method + " " + path + " HTTP/1.1\r\nHost: a\r\n\r\n")
                .readHead();
        client.read(length(head));
        return Integer.parseInt(head.substring(9, 12));
    }

    private static int length(String head) {
        return Integer.parseInt(head.replaceAll("(?s).*Content-Length: (\\d+)\r\n.*", "$1"));
    }

    private static long answeringNanos(Map<String, String> row) {
        return Long.parseLong(row.getOrDefault("answered", "")) - Long.parseLong(row.getOrDefault("received", ""));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
