package io.gauntlet.harness.recording;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeardTest {
    @ParameterizedTest
    @CsvSource({
        "true, 'HTTP/1.1 200 OK|Content-Length: 2||ok'",
        "false, 'HTTP/1.1 200 OK|Content-Length: 3||ok'",
        "true, 'HTTP/1.1 200 OK|A: b|content-length:  2|C: d||ok'",
        "true, 'HTTP/1.1 200 OK|Transfer-Encoding: chunked||2|ok|0||'",
        "true, 'HTTP/1.1 200 OK|transfer-encoding: chunked||0||'",
        "false, 'HTTP/1.1 200 OK|Transfer-Encoding: chunked||2|ok|'",
        "false, 'HTTP/1.1 200 OK|X-Content-Length: 0||'",
        "true, 'HTTP/1.1 204 No Content||'",
        "false, 'HTTP/1.1 200 OK||ok'",
        "false, 'HTTP/1.1 200 OK|Content-Length: 0|'",
        "false, ''"
    })
    void tellsWhetherAnAnswerIsWhole(boolean whole, String text) {
        assertThat(Heard.whole(text.replace("|", "\r\n"))).isEqualTo(whole);
    }

    @Test
    void findsTheFieldsOfAHead() {
        var heard = new Heard(
                "a", 0, Heard.End.OPEN, "HTTP/1.1 200 OK\r\nSet-Cookie: a=1\r\nset-cookie:b=2\r\n\r\nSet-Cookie: c");
        assertThat(heard.field("Set-Cookie")).containsExactly("a=1", "b=2");
        assertThat(heard.field("Cookie")).isEmpty();
    }
}
