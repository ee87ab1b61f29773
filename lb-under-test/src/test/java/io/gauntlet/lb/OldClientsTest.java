package io.gauntlet.lb;

import static org.assertj.core.api.Assertions.assertThat;

import io.gauntlet.lb.testing.Message;
import io.gauntlet.lb.testing.RawClient;
import io.gauntlet.lb.testing.Rig;
import io.gauntlet.lb.testing.TestingBackend.Behaviour;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients of HTTP/1.0 (RFC 9112 appendix C.2), and backends. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OldClientsTest {
    private static final String KEEP = "Connection: Keep-Alive\r\n";

    private final Rig rig = Rig.start(Rig.ordered(), 1, "health: {active: {type: none}}");

    @AfterAll
    void stop() {
        rig.close();
    }

    private void answer(String answer) {
        rig.backend(0).behaving((head, link, journal) -> {
            journal.add(head.readBody(link.in(), false, false));
            String text = answer.replace("|", "\r\n");
            link.write(head.method().equals("HEAD") ? text.substring(0, text.indexOf("\r\n\r\n") + 4) : text);
            return true;
        });
    }

    private static String rest(RawClient client) throws IOException {
        return new String(client.in().readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @CsvSource({
        "'HTTP/1.1 200 OK|Content-Length: 5||hello', hello",
        "'HTTP/1.1 200 OK|Transfer-Encoding: chunked||2|he|3|llo|0||', hello",
        "'HTTP/1.1 200 OK|Transfer-Encoding: chunked||5|hello|0|X-Sum: 1||', hello",
        "'HTTP/1.1 103 Early Hints||HTTP/1.1 200 OK|Content-Length: 5||hello', hello",
        "'HTTP/1.1 100 Continue||HTTP/1.1 200 OK|Transfer-Encoding: chunked||5|hello|0||', hello"
    })
    void getWhatTheyUnderstandAndTheEndOfTheConnection(String answer, String body) throws IOException {
        answer(answer);
        try (RawClient client = rig.client()) {
            client.write("GET / HTTP/1.0\r\n\r\n");
            Message head = Message.readHead(client.in()).orElseThrow();
            assertThat(head.status()).isEqualTo(200);
            assertThat(head.all("Transfer-Encoding")).isEmpty();
            assertThat(head.all("Connection")).containsExactly("close");
            assertThat(rest(client)).isEqualTo(body);
        }
        List<Message> requests = rig.backend(0).requests();
        assertThat(requests.get(requests.size() - 1).line()).isEqualTo("GET / HTTP/1.1");
    }

    @Test
    void keepTheirConnectionWhereTheyAskAndAnAnswerTellsItsLength() throws IOException {
        answer("HTTP/1.1 200 OK|Content-Length: 5||hello");
        try (RawClient client = rig.client()) {
            for (int i = 0; i < 3; i++) {
                Message answer = client.write("GET / HTTP/1.0\r\nHost: test\r\n" + KEEP + "\r\n")
                        .read();
                assertThat(answer.all("Connection")).containsExactly("keep-alive");
                assertThat(answer.text()).isEqualTo("hello");
            }
            client.write("POST / HTTP/1.0\r\nContent-Length: 3\r\n" + KEEP + "\r\nabc");
            assertThat(client.read().text()).isEqualTo("hello");
            Message head = client.write("HEAD / HTTP/1.0\r\n" + KEEP + "\r\n").readToHead();
            assertThat(head.all("Content-Length")).containsExactly("5");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK|Connection: close|Transfer-Encoding: chunked||5|hello|0||",
                "HTTP/1.1 200 OK|Connection: close||hello"
            })
    void loseTheirConnectionWhereAnAnswerEndsWithIt(String answer) throws IOException {
        rig.backend(0).behaving(Behaviour.writeAndClose(answer.replace("|", "\r\n")));
        try (RawClient client = rig.client()) {
            client.write("GET / HTTP/1.0\r\n" + KEEP + "\r\n");
            Message head = Message.readHead(client.in()).orElseThrow();
            assertThat(head.all("Connection")).containsExactly("close");
            assertThat(rest(client)).isEqualTo("hello");
        }
    }

    @Test
    void ofOneConnectionMayBeOldAndNew() throws IOException {
        answer("HTTP/1.1 200 OK|Transfer-Encoding: chunked||5|hello|0||");
        try (RawClient client = rig.client()) {
            client.write("GET / HTTP/1.1\r\nHost: test\r\n\r\nGET / HTTP/1.0\r\n\r\n");
            assertThat(client.read().all("Transfer-Encoding")).containsExactly("chunked");
            Message head = Message.readHead(client.in()).orElseThrow();
            assertThat(head.all("Transfer-Encoding")).isEmpty();
            assertThat(rest(client)).isEqualTo("hello");
        }
    }

    /** A backend of HTTP/1.0 closes unless it says otherwise. */
    @ParameterizedTest
    @CsvSource({"'', 3", "'Connection: keep-alive|', 1"})
    void areBackendsToo(String fields, int connections) throws IOException {
        try (Rig own = Rig.start(Rig.ordered(), 1, "health: {active: {type: none}}");
                RawClient client = own.client()) {
            String head = "HTTP/1.0 200 OK|" + fields + "Content-Length: 5||";
            own.backend(0).behaving((request, link, journal) -> {
                link.write(head.replace("|", "\r\n") + "hello");
                return !fields.isEmpty();
            });
            for (int i = 0; i < 3; i++) {
                Message answer = client.send("GET", "/").read();
                assertThat(answer.line()).isEqualTo("HTTP/1.1 200 OK");
                assertThat(answer.text()).isEqualTo("hello");
            }
            assertThat(own.backend(0).accepted()).isEqualTo(connections);
        }
    }
}
