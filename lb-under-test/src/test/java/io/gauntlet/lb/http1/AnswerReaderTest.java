package io.gauntlet.lb.http1;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read of answers, and what is not. In the tables {@code |} is CR LF, {@code ~} LF. */
class AnswerReaderTest {
    private static String bytes(String row) {
        return row.replace("|", "\r\n").replace('~', '\n');
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK~Content-Length: 0~~",
                "HTTP/1.1 20 OK||",
                "HTTP/1.1 2000 OK||",
                "HTTP/1.1  200 OK||",
                "HTTP/1.1 099 OK||",
                "HTTP/1.1 2x0 OK||",
                "HTTP/2.0 200 OK||",
                "HTTP/1.1 200 O\u0001K||",
                "ICY 200 OK||",
                "HTTP/1.1 200 OK|X : y||",
                "HTTP/1.1 200 OK|X: y| z||",
                "HTTP/1.1 200 OK|Content-Length: 1|Content-Length: 2||ab",
                "HTTP/1.1 200 OK|Content-Length: 1|Transfer-Encoding: chunked||0||",
                "HTTP/1.1 200 OK|Transfer-Encoding: gzip||",
                "HTTP/1.1 200 OK|Transfer-Encoding: gzip, chunked||0||",
                "HTTP/1.0 200 OK|Transfer-Encoding: chunked||0||",
                "HTTP/1.1 200 OK|Content-Length: 1a||",
            })
    void turnsAwayAHead(String row) {
        assertThat(Feed.to(new AnswerReader(new TestingAsker()), bytes(row))).containsExactly("malformed");
        assertThat(Feed.to(new AnswerReader(new TestingAsker()), bytes(row), 1)).containsExactly("malformed");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            value = {
                "HTTP/1.1 200 OK|Content-Length: 2||ab ! 200 OK HTTP/1.1 [Content-Length=2] ! body ab []",
                "HTTP/1.1 200|Content-Length: 2|Content-Length: 2||ab ! 200  HTTP/1.1 [content-length=2] ! body ab []",
                "HTTP/1.1 200 |Content-Length: 0|| ! 200  HTTP/1.1 [Content-Length=0] ! body  []",
                "HTTP/1.1 200 ok|Content-Length: 0|| ! 200 ok HTTP/1.1 [Content-Length=0] ! body  []",
                "HTTP/1.0 404 NOT FOUND|| ! 404 NOT FOUND HTTP/1.0 [] ! body  []",
                "HTTP/1.1 299 Fine so far||until close ! 299 Fine so far HTTP/1.1 [] ! body until close []",
                "HTTP/1.0 404 Not Found|| ! 404 Not Found HTTP/1.0 [] ! body  []",
                "HTTP/1.1 200 OK|Transfer-Encoding: chunked||1|a|0|X: y||"
                        + " ! 200 OK HTTP/1.1 [Transfer-Encoding=chunked] ! body a [X=y]",
                "HTTP/1.1 204 No Content|Content-Length: 5|| ! 204 No Content HTTP/1.1 [Content-Length=5] ! body  []",
                "HTTP/1.1 304 Not Modified|Content-Length: 5||"
                        + " ! 304 Not Modified HTTP/1.1 [Content-Length=5] ! body  []",
                "HTTP/1.1 101 Switching Protocols|| ! 101 Switching Protocols HTTP/1.1 [] ! body  []",
            })
    void reads(String row, String head, String body) {
        assertThat(Feed.to(new AnswerReader(new TestingAsker()), bytes(row))).containsExactly(head, body);
        assertThat(Feed.to(new AnswerReader(new TestingAsker()), bytes(row), 1)).containsExactly(head, body);
    }

    @Test
    void seesNoBodyInAnAnswerToHead() {
        assertThat(Feed.to(new AnswerReader(new TestingAsker(true)), "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"))
                .containsExactly("200 OK HTTP/1.1 [Content-Length=5]", "body  []");
    }

    @Test
    void tellsOfMoreThanWasAskedFor() {
        String answer = "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na";
        for (String more : new String[] {"x", "HTTP/1.1 200 OK\r\n"}) {
            var asker = new TestingAsker();
            Feed.to(new AnswerReader(asker), answer + more);
            assertThat(asker.sawSurplus()).isTrue();
        }
        var content = new TestingAsker();
        Feed.to(new AnswerReader(content), "HTTP/1.1 103 Early Hints\r\n\r\n" + answer);
        assertThat(content.sawSurplus()).isFalse();
    }
}
