package io.gauntlet.lb;

import static org.assertj.core.api.Assertions.assertThat;

import io.gauntlet.lb.testing.Message;
import io.gauntlet.lb.testing.RawClient;
import io.gauntlet.lb.testing.Rig;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests that must not get through. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StrictnessTest {
    private Rig rig;

    @BeforeAll
    void start() {
        rig = Rig.start(1);
    }

    @AfterAll
    void stop() {
        rig.close();
    }

    @ParameterizedTest
    @CsvSource({
        "400, 'GET / HTTP/1.1||'",
        "400, 'GET / HTTP/1.1|Host: a|Host: b||'",
        "400, 'GET / HTTP/1.1|Host: a/b||'",
        "400, 'GET / HTTP/1.1|Host:||'",
        "400, 'POST / HTTP/1.1|Host: a|Content-Length: 3|Transfer-Encoding: chunked||0||'",
        "400, 'POST / HTTP/1.1|Host: a|Transfer-Encoding: chunked|Content-Length: 3||0||'",
        "400, 'POST / HTTP/1.1|Host: a|Content-Length: 3|Content-Length: 4||abc'",
        "400, 'POST / HTTP/1.1|Host: a|Content-Length: -1||'",
        "400, 'POST / HTTP/1.1|Host: a|Content-Length: +3||abc'",
        "400, 'POST / HTTP/1.1|Host: a|Content-Length: 3 4||abc'",
        "501, 'POST / HTTP/1.1|Host: a|Transfer-Encoding: gzip, chunked||0||'",
        "400, 'POST / HTTP/1.1|Host: a|Transfer-Encoding: gzip||0||'",
        "400, 'POST / HTTP/1.1|Host: a|Transfer-Encoding: xchunked||0||'",
        "400, 'POST / HTTP/1.1|Host: a|Transfer-Encoding : chunked||0||'",
        "400, 'POST / HTTP/1.0|Host: a|Transfer-Encoding: chunked||0||'",
        "400, 'POST / HTTP/1.1|Host: a|Transfer-Encoding: chunked||zz|abc||'",
        "400, 'GET / HTTP/1.1|Host: a| folded: x||'",
        "400, 'GET / HTTP/1.1|Host : a||'",
        "400, 'GET / HTTP/1.1|Ho st: a||'",
        "400, 'GET /a#b HTTP/1.1|Host: a||'",
        "400, 'GET a HTTP/1.1|Host: a||'",
        "400, 'GET / HTTP/1.1 x|Host: a||'",
        "400, 'GET /  HTTP/1.1|Host: a||'",
        "400, 'GARBAGE||'",
        "505, 'GET / HTTP/9.9|Host: a||'",
        "405, 'CONNECT a:80 HTTP/1.1|Host: a:80||'",
    })
    void turnsAway(int status, String request) throws IOException {
        int before = rig.backend(0).requests().size();
        try (RawClient client = rig.client()) {
            Message answer = client.write(request.replace("|", "\r\n")).read();
            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.field("Connection")).contains("close");
            assertThat(answer.text()).startsWith("{\"error\":\"");
            assertThat(client.ended()).isTrue();
        }
        assertThat(rig.backend(0).requests().size() - before).isZero();
    }

    @Test
    void turnsAwayALineThatIsTooLong() throws IOException {
        assertThat(rig.get("/" + "a".repeat(9_000)).status()).isEqualTo(414);
    }

    @Test
    void turnsAwayAHeadThatIsTooLarge() throws IOException {
        assertThat(rig.get("/", "X-Large: " + "a".repeat(17_000)).status()).isEqualTo(431);
    }

    @Test
    void turnsAwayTooManyFields() throws IOException {
        String[] fields = new String[101];
        for (int i = 0; i < fields.length; i++) {
            fields[i] = "X-" + i + ": 1";
        }
        assertThat(rig.get("/", fields).status()).isEqualTo(431);
    }

    @Test
    void takesTheHostOfAnAbsoluteTargetWhereThereIsNoOther() throws IOException {
        try (RawClient client = rig.client()) {
            client.write("GET http://real:80/old HTTP/1.0\r\n\r\n").read();
            Message request =
                    rig.backend(0).requests().get(rig.backend(0).requests().size() - 1);
            assertThat(request.path()).isEqualTo("/old");
            assertThat(request.all("Host")).containsExactly("real:80");
            assertThat(client.ended()).isTrue();
        }
        try (RawClient client = rig.client()) {
            assertThat(client.write("GET http://real:80/ HTTP/1.1\r\n\r\n")
                            .read()
                            .status())
                    .isEqualTo(400);
        }
    }

    @Test
    void knowsAQuestionAboutTheServerAsAWhole() throws IOException {
        try (RawClient client = rig.client()) {
            client.write("OPTIONS http://real HTTP/1.1\r\nHost: real\r\n\r\n").read();
            Message request =
                    rig.backend(0).requests().get(rig.backend(0).requests().size() - 1);
            assertThat(request.path()).isEqualTo("*");
        }
    }

    @Test
    void bringsAnAbsoluteTargetIntoOriginForm() throws IOException {
        try (RawClient client = rig.client()) {
            client.write("GET http://real:80/x?y HTTP/1.1\r\nHost: other\r\n\r\n")
                    .read();
            Message request =
                    rig.backend(0).requests().get(rig.backend(0).requests().size() - 1);
            assertThat(request.path()).isEqualTo("/x?y");
            assertThat(request.all("Host")).containsExactly("real:80");
        }
    }
}
