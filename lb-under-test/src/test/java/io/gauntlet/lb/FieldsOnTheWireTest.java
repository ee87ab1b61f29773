package io.gauntlet.lb;

import static org.assertj.core.api.Assertions.assertThat;

import io.gauntlet.lb.testing.Message;
import io.gauntlet.lb.testing.RawClient;
import io.gauntlet.lb.testing.Rig;
import io.gauntlet.lb.testing.TestingBackend.Behaviour;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Header fields as the bytes on either side of the balancer have them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FieldsOnTheWireTest {
    /** What the balancer says itself, in requests. */
    private static final Set<String> OURS = Set.of(
            "x-request-id",
            "x-forwarded-for",
            "x-forwarded-proto",
            "x-forwarded-port",
            "x-forwarded-host",
            "forwarded",
            "via");

    private Rig rig = Rig.start(Rig.ordered(), 1, "health: {active: {type: none}}");

    @BeforeAll
    void start() {
        rig.backend(0).behaving(Behaviour.answer("ok"));
    }

    @AfterAll
    void stop() {
        rig.close();
    }

    /** What of these lines a backend gets, behind Host and without what the balancer says itself. */
    private List<String> sent(String... lines) throws IOException {
        rig.backend(0).behaving(Behaviour.answer("ok"));
        Message answer = rig.get("/", lines);
        assertThat(answer.status()).isEqualTo(200);
        List<Message> requests = rig.backend(0).requests();
        List<String> got = requests.get(requests.size() - 1).fields().stream()
                .filter(line -> !OURS.contains(name(line)))
                .toList();
        assertThat(got.get(0)).isEqualTo("Host: test");
        return got.subList(1, got.size());
    }

    private static String name(String line) {
        return line.substring(0, Math.max(0, line.indexOf(':'))).toLowerCase(Locale.ROOT);
    }

    /** What of these lines a client gets. */
    private List<String> answered(String... lines) throws IOException {
        String fields = String.join("\r\n", lines);
        rig.backend(0).behaving((head, link, journal) -> {
            link.write("HTTP/1.1 200 OK\r\n" + fields + "\r\nContent-Length: 0\r\n\r\n");
            return true;
        });
        try (RawClient client = rig.client()) {
            Message answer = client.send("GET", "/").read();
            assertThat(answer.status()).isEqualTo(200);
            return answer.fields().stream()
                    .filter(line -> !name(line).equals("content-length"))
                    .toList();
        }
    }

    private static final String[] KEPT = {
        "x-lower: a",
        "X-UPPER: A",
        "x-OdD-cAsE: aA",
        "X-Empty:",
        "X-Repeated: 2",
        "X-Between: b",
        "x-repeated: 1",
        "X-Repeated: 2",
        "X-List: a, b,c ,, d",
        "X-Inner: a  b\tc",
        "X-Quoted: \"a, b\\\"\"",
        "X-Odd!#$%&'*+-.^_`|~1: token",
        "X-Obs: \u0080\u00a0\u00e9\u00ff",
        "X-Utf-8: gr\u00c3\u00bc\u00c3\u009fe",
        "X-Colon: a:b: c",
        "Accept-Encoding: gzip",
        "Cookie: a=b; c=d",
        "Authorization: Basic eDp5",
        "Cache-Control: no-cache",
        "Range: bytes=0-1"
    };

    private static List<String> withoutSpace(List<String> lines) {
        return lines.stream().map(String::stripTrailing).toList();
    }

    @Test
    void goToTheBackendByteForByteAndInOrder() throws IOException {
        assertThat(withoutSpace(sent(KEPT))).containsExactly(KEPT);
    }

    @Test
    void goToTheClientByteForByteAndInOrder() throws IOException {
        String[] more = {
            "Set-Cookie: a=b; Path=/",
            "set-cookie: c=d",
            "ETag: W/\"x\"",
            "Server: b",
            "Date: now",
            "WWW-Authenticate: Basic"
        };
        String[] all = new String[KEPT.length + more.length];
        System.arraycopy(KEPT, 0, all, 0, KEPT.length);
        System.arraycopy(more, 0, all, KEPT.length, more.length);
        assertThat(withoutSpace(answered(all))).containsExactly(all);
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-A:b", "X-A: b", "X-A:   b", "X-A:\tb", "X-A: b  ", "X-A:b\t \t", "X-A: \t b \t"})
    void loseTheSpaceAroundTheirValues(String line) throws IOException {
        assertThat(sent(line)).containsExactly("X-A: b");
        assertThat(answered(line)).containsExactly("X-A: b");
    }

    @Test
    void ofThisHopDoNotGoToTheBackend() throws IOException {
        assertThat(sent(
                        "X-Before: 1",
                        "Connection: keep-alive, X-Named",
                        "x-named: 1",
                        "connection: X-Also-Named ,, x-third",
                        "X-Also-Named: 2",
                        "X-THIRD: 3",
                        "X-Third: 4",
                        "Keep-Alive: timeout=5",
                        "Proxy-Connection: keep-alive",
                        "TE: trailers, deflate",
                        "Upgrade: h2c",
                        "HTTP2-Settings: AAMAAABk",
                        "Proxy-Authorization: Basic eDp5",
                        "X-After: 1"))
                .containsExactly("X-Before: 1", "X-After: 1");
    }

    @Test
    void ofThisHopDoNotGoToTheClient() throws IOException {
        assertThat(answered(
                        "X-Before: 1",
                        "Connection: keep-alive, X-Named",
                        "x-named: 1",
                        "connection: X-Also-Named ,, x-third",
                        "X-Also-Named: 2",
                        "X-THIRD: 3",
                        "Keep-Alive: timeout=5",
                        "Proxy-Connection: keep-alive",
                        "Upgrade: h2c",
                        "Proxy-Authenticate: Basic",
                        "X-After: 1"))
                .containsExactly("X-Before: 1", "X-After: 1");
    }

    /** Nobody may take away what says where a message ends and whom it is for. */
    @Test
    void ofFramingAreNoOnesToName() throws IOException {
        rig.backend(0).behaving(Behaviour.answer("ok"));
        try (RawClient client = rig.client()) {
            client.write("POST / HTTP/1.1\r\nHost: test\r\nConnection: Content-Length, Host, Transfer-Encoding\r\n"
                    + "Content-Length: 5\r\n\r\nhelloPOST / HTTP/1.1\r\nHost: test\r\n"
                    + "Connection: Content-Length, Host, Transfer-Encoding\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "6\r\nhello2\r\n0\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(200);
            assertThat(client.read().status()).isEqualTo(200);
        }
        List<Message> requests = rig.backend(0).requests();
        assertThat(requests.subList(requests.size() - 2, requests.size()))
                .extracting(Message::text)
                .containsExactly("hello", "hello2");
        assertThat(requests.get(requests.size() - 1).all("Host")).containsExactly("test");
    }

    @Test
    void ofAnAnswersFramingAreNoOnesToName() throws IOException {
        rig.backend(0).behaving((head, link, journal) -> {
            link.write("HTTP/1.1 200 OK\r\nConnection: Content-Length\r\nContent-Length: 5\r\n\r\nhello");
            return true;
        });
        try (RawClient client = rig.client()) {
            Message answer = client.send("GET", "/").read();
            assertThat(answer.all("Content-Length")).containsExactly("5");
            assertThat(answer.text()).isEqualTo("hello");
            assertThat(client.send("GET", "/").read().text()).isEqualTo("hello");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "200 OK",
                "200 ok",
                "200 ",
                "200  OK ",
                "299 Some Thing",
                "404 Not Found",
                "404 NOT FOUND",
                "599 Odd",
                "200 gr\u00fc\u00df"
            })
    void followALineThatIsPassedOnToo(String line) throws IOException {
        rig.backend(0).behaving((head, link, journal) -> {
            link.write("HTTP/1.1 " + line + "\r\nContent-Length: 0\r\n\r\n");
            return true;
        });
        try (RawClient client = rig.client()) {
            assertThat(client.send("GET", "/").read().line()).isEqualTo("HTTP/1.1 " + line);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /a/b?c=d&e HTTP/1.1",
                "get / HTTP/1.1",
                "PROPFIND /%7euser/%C3%bc?%00 HTTP/1.1",
                "X!#$%&'*+-.^_`|~ / HTTP/1.1",
                "GET /? HTTP/1.1",
                "GET /;a=b,c:d@e!$'()*+ HTTP/1.1"
            })
    void followARequestsLineThatIsPassedOnToo(String line) throws IOException {
        rig.backend(0).behaving(Behaviour.answer(""));
        try (RawClient client = rig.client()) {
            assertThat(client.write(line + "\r\nHost: test\r\n\r\n").read().status())
                    .isEqualTo(200);
        }
        List<Message> requests = rig.backend(0).requests();
        assertThat(requests.get(requests.size() - 1).line()).isEqualTo(line);
    }
}
