package io.gauntlet.lb;

import static org.assertj.core.api.Assertions.assertThat;

import io.gauntlet.lb.testing.Chunks;
import io.gauntlet.lb.testing.Message;
import io.gauntlet.lb.testing.RawClient;
import io.gauntlet.lb.testing.Rig;
import io.gauntlet.lb.testing.StreamClient;
import io.gauntlet.lb.testing.TestingBackend.Behaviour;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where messages end, on both sides and in every way that they may (RFC 9112 section 6), and what comes between them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FramingTest {
    private static final String POST = "POST / HTTP/1.1\r\nHost: test\r\n";
    private static final String CHUNKED = "Transfer-Encoding: chunked\r\n\r\n";

    private final Rig rig = Rig.start(Rig.ordered(), 1, "health: {active: {type: none}}");

    @AfterAll
    void stop() {
        rig.close();
    }

    private static String raw(String text) {
        return text.replace("|", "\r\n");
    }

    /** Answers with this, whatever comes, and goes on. */
    private void answer(String answer) {
        rig.backend(0).behaving((head, link, journal) -> {
            journal.add(head.readBody(link.in(), false, false));
            link.write(raw(answer));
            return true;
        });
    }

    private Message lastRequest() {
        List<Message> requests = rig.backend(0).requests();
        return requests.get(requests.size() - 1);
    }

    @ParameterizedTest
    @CsvSource({
        "'Content-Length: 5||hello', hello",
        "'Content-Length: 0||', ''",
        "'Content-Length: 005||hello', hello",
        "'Transfer-Encoding: chunked||5|hello|0||', hello",
        "'Transfer-Encoding: chunked||0||', ''",
        "'Transfer-Encoding: chunked||000||', ''",
        "'Transfer-Encoding: chunked||1|h|4|ello|0||', hello",
        "'transfer-encoding: Chunked||5|hello|0||', hello",
        "'Transfer-Encoding: chunked||a|0123456789|A|0123456789|0||', 01234567890123456789",
        "'Transfer-Encoding: chunked||0005|hello|0||', hello",
        "'Transfer-Encoding: chunked||5;name=value;other=\"q\"|hello|0;last||', hello",
        "'Transfer-Encoding: chunked||5|0|||0||', '0||'"
    })
    void ofRequests(String framed, String body) throws IOException {
        answer("HTTP/1.1 200 OK|Content-Length: 2||ok");
        try (RawClient client = rig.client()) {
            client.write(POST + raw(framed));
            assertThat(client.read().text()).isEqualTo("ok");
            assertThat(lastRequest().text()).isEqualTo(raw(body));
            assertThat(lastRequest().whole()).isTrue();
            // Not a byte too many or too few was taken for the body.
            client.write(POST + raw(framed) + POST + raw(framed));
            assertThat(client.read().text()).isEqualTo("ok");
            assertThat(client.read().text()).isEqualTo("ok");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'Content-Length: 5||hello', hello",
        "'Content-Length: 0||', ''",
        "'Transfer-Encoding: chunked||5|hello|0||', hello",
        "'Transfer-Encoding: chunked||0||', ''",
        "'TRANSFER-ENCODING: CHUNKED||1|h|4|ello|0||', hello",
        "'Transfer-Encoding: chunked||5;name=value|hello|0||', hello"
    })
    void ofAnswers(String framed, String body) throws IOException {
        answer("HTTP/1.1 200 OK|" + framed);
        try (RawClient client = rig.client()) {
            for (int i = 0; i < 3; i++) {
                Message answer = client.send("GET", "/").read();
                assertThat(answer.text()).isEqualTo(body);
                assertThat(answer.whole()).isTrue();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 200 OK||", "HTTP/1.1 200 OK|Connection: close||", "HTTP/1.0 200 OK||"})
    void ofAnswersThatEndWithTheirConnection(String head) throws IOException {
        String body = "x".repeat(100_000);
        rig.backend(0).behaving(Behaviour.writeAndClose(raw(head) + body));
        try (RawClient client = rig.client()) {
            for (int i = 0; i < 3; i++) {
                Message answer = client.send("GET", "/").read();
                assertThat(answer.all("Transfer-Encoding")).containsExactly("chunked");
                assertThat(answer.text()).isEqualTo(body);
                assertThat(answer.whole()).isTrue();
            }
        }
    }

    /** RFC 9112 section 6.3, items 1 and 2: the fields tell of an answer that is not here. */
    @ParameterizedTest
    @CsvSource({
        "HEAD, 'HTTP/1.1 200 OK|Content-Length: 5||', 5",
        "HEAD, 'HTTP/1.1 200 OK|Transfer-Encoding: chunked||', ''",
        "HEAD, 'HTTP/1.1 200 OK||', ''",
        "HEAD, 'HTTP/1.1 404 No|Content-Length: 5||', 5",
        "GET, 'HTTP/1.1 304 Not Modified|Content-Length: 5|ETag: \"x\"||', 5",
        "GET, 'HTTP/1.1 304 Not Modified||', ''",
        "HEAD, 'HTTP/1.1 304 Not Modified|Content-Length: 5||', 5",
        "GET, 'HTTP/1.1 204 No Content||', ''",
        "DELETE, 'HTTP/1.1 204 No Content|X-A: b||', ''"
    })
    void ofAnswersThatHaveNoBody(String method, String answer, String length) throws IOException {
        answer(answer);
        try (RawClient client = rig.client()) {
            for (int i = 0; i < 3; i++) {
                Message got = client.send(method, "/").readToHead();
                assertThat(got.line()).isEqualTo(answer.substring(0, answer.indexOf('|')));
                assertThat(String.join(",", got.all("Content-Length"))).isEqualTo(length);
            }
            answer("HTTP/1.1 200 OK|Content-Length: 2||ok");
            assertThat(client.send("GET", "/").read().text()).isEqualTo("ok");
            assertThat(client.in().available()).isZero();
        }
    }

    @Test
    void letsTrailersThroughToTheBackend() throws Exception {
        BlockingQueue<Chunks> got = new LinkedBlockingQueue<>();
        rig.backend(0).behaving((head, link, journal) -> {
            journal.add(head);
            got.add(Chunks.read(link.in()));
            link.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
            return true;
        });
        try (RawClient client = rig.client()) {
            client.write(POST + "Trailer: X-Sum, x-other\r\n" + CHUNKED
                    + "5\r\nhello\r\n0\r\nX-Sum: 1\r\nx-other:  2 \r\nX-Sum: \u00e9\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(200);
        }
        assertThat(got.poll(20, TimeUnit.SECONDS))
                .isEqualTo(new Chunks("hello", List.of("X-Sum: 1", "x-other: 2", "X-Sum: \u00e9")));
        assertThat(lastRequest().all("Trailer")).containsExactly("X-Sum, x-other");
    }

    @Test
    void letsTrailersThroughToTheClient() throws IOException {
        answer("HTTP/1.1 200 OK|Trailer: X-Sum|Transfer-Encoding: chunked||5|hello|0|X-Sum: 1|x-other: \u00e9||");
        try (RawClient client = rig.client()) {
            for (int i = 0; i < 2; i++) {
                client.send("GET", "/");
                Message head = Message.readHead(client.in()).orElseThrow();
                assertThat(head.all("Trailer")).containsExactly("X-Sum");
                assertThat(Chunks.read(client.in()))
                        .isEqualTo(new Chunks("hello", List.of("X-Sum: 1", "x-other: \u00e9")));
            }
        }
    }

    @Test
    void answersPipelinedRequestsOfAllKindsInOrder() throws IOException {
        rig.backend(0).behaving((head, link, journal) -> {
            Message request = head.readBody(link.in(), false, false);
            String text = request.method() + " " + request.path() + " " + request.text();
            link.write("HTTP/1.1 200 OK\r\nContent-Length: " + text.length() + "\r\n\r\n"
                    + (request.method().equals("HEAD") ? "" : text));
            return true;
        });
        String rest = " HTTP/1.1\r\nHost: test\r\n";
        String all = "GET /1" + rest + "\r\n"
                + ("POST /2" + rest + "Content-Length: 5\r\n\r\nhello")
                + ("HEAD /3" + rest + "\r\n")
                + ("PUT /4" + rest + CHUNKED + "5\r\nhello\r\n1\r\n!\r\n0\r\nX-Sum: 1\r\n\r\n")
                + ("DELETE /5" + rest + "\r\n")
                + ("OPTIONS *" + rest + "\r\n")
                + ("PATCH /7" + rest + "Content-Length: 0\r\n\r\n")
                + ("HEAD /8" + rest + "\r\n")
                + ("GET /9" + rest + "Connection: close\r\n\r\n");
        for (int piece : new int[] {all.length(), 1, 7, 100}) {
            try (RawClient client = rig.client()) {
                client.socket().setTcpNoDelay(true);
                for (int at = 0; at < all.length(); at += piece) {
                    client.write(all.substring(at, Math.min(all.length(), at + piece)));
                }
                assertThat(client.read().text()).isEqualTo("GET /1 ");
                assertThat(client.read().text()).isEqualTo("POST /2 hello");
                assertThat(client.readToHead().all("Content-Length")).containsExactly("8");
                assertThat(client.read().text()).isEqualTo("PUT /4 hello!");
                assertThat(client.read().text()).isEqualTo("DELETE /5 ");
                assertThat(client.read().text()).isEqualTo("OPTIONS * ");
                assertThat(client.read().text()).isEqualTo("PATCH /7 ");
                assertThat(client.readToHead().all("Content-Length")).containsExactly("8");
                assertThat(client.read().text()).isEqualTo("GET /9 ");
                assertThat(client.ended()).isTrue();
            }
        }
    }

    @Test
    void passesOnEveryInterimAnswer() throws IOException {
        rig.backend(0).behaving((head, link, journal) -> {
            link.write("HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>; rel=preload\r\n"
                    + "link: </b>\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\n");
            link.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            return true;
        });
        try (RawClient client = rig.client()) {
            for (int i = 0; i < 2; i++) {
                client.send("GET", "/");
                assertThat(client.read().status()).isEqualTo(102);
                Message hints = client.read();
                assertThat(hints.line()).isEqualTo("HTTP/1.1 103 Early Hints");
                assertThat(hints.fields()).containsExactly("Link: </a>; rel=preload", "link: </b>");
                assertThat(client.read().status()).isEqualTo(103);
                assertThat(client.read().text()).isEqualTo("ok");
            }
        }
        try (StreamClient client = StreamClient.connect(rig.balancer().address("web"))) {
            assertThat(client.send("GET", "/").read().statuses()).containsExactly("102", "103", "103", "200");
        }
    }

    @Test
    void letsClientAndBackendSettleWhetherABodyIsWanted() throws IOException {
        rig.backend(0).behaving((head, link, journal) -> {
            if (head.path().equals("/no")) {
                link.write("HTTP/1.1 417 No\r\nContent-Length: 2\r\n\r\nno");
                return true;
            }
            link.write("HTTP/1.1 100 Continue\r\n\r\n");
            journal.add(head.readBody(link.in(), false, false));
            link.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            return true;
        });
        String fields = " HTTP/1.1\r\nHost: test\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n";
        try (RawClient client = rig.client()) {
            assertThat(client.write("PUT /yes" + fields).read().line()).isEqualTo("HTTP/1.1 100 Continue");
            assertThat(client.write("hello").read().text()).isEqualTo("ok");
            assertThat(lastRequest().all("Expect")).containsExactly("100-continue");
            assertThat(lastRequest().text()).isEqualTo("hello");
            Message refusal = client.write("PUT /no" + fields).read();
            assertThat(refusal.status()).isEqualTo(417);
            // Whether the body comes all the same cannot be known, so nothing can follow it.
            assertThat(refusal.all("Connection")).containsExactly("close");
            assertThat(client.ended()).isTrue();
        }
    }

    @Test
    void passesAnAnswerOnThatComesBeforeTheEndOfItsRequest() throws IOException {
        rig.backend(0).behaving((head, link, journal) -> {
            link.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nearly\r\n");
            Message request = head.readBody(link.in(), false, false);
            link.write("5\r\n" + request.text() + "\r\n0\r\n\r\n");
            return true;
        });
        try (RawClient client = rig.client()) {
            client.write(POST + "Content-Length: 5\r\n\r\nhe");
            Message head = Message.readHead(client.in()).orElseThrow();
            assertThat(head.status()).isEqualTo(200);
            assertThat(new String(client.in().readNBytes(10), StandardCharsets.US_ASCII))
                    .isEqualTo("5\r\nearly\r\n");
            client.write("llo");
            assertThat(Chunks.read(client.in()).text()).isEqualTo("hello");
        }
    }
}
