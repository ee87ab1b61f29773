package io.gauntlet.lb.http1;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read of requests, and what is not. In the tables {@code |} is CR LF, {@code ^} CR, {@code ~} LF, {@code @} NUL. */
class RequestReaderTest {
    private static RequestReader reader() {
        return new RequestReader(request -> request.headers().contains("Upgrade"));
    }

    private static String bytes(String row) {
        return row.replace("|", "\r\n").replace('^', '\r').replace('~', '\n').replace('@', '\0');
    }

    private static Malformed.Kind refusal(String text) {
        var channel = new EmbeddedChannel(reader());
        channel.writeInbound(Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1));
        HttpRequest request = channel.readInbound();
        channel.finishAndReleaseAll();
        return ((Malformed) request.decoderResult().cause()).kind();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1~Host: a~~",
                "GET / HTTP/1.1|Host: a~|",
                "GET / HTTP/1.1|Host: a^|x: y||",
                "GET / HTTP/1.1|X: a^b||",
                "GET / HTTP/1.1|X: a@b||",
                "GET / HTTP/1.1|X@: b||",
                "GET / HTTP/1.1|X : b||",
                "GET / HTTP/1.1| X: b||",
                "GET / HTTP/1.1|X: a| b||",
                "GET / HTTP/1.1|X: a|\tb||",
                "GET / HTTP/1.1|: b||",
                "GET / HTTP/1.1|X||",
                "GET / HTTP/1.1|X: \u007f||",
                "GET / HTTP/1.1|\u00e4: b||",
                "GET  / HTTP/1.1||",
                "GET /  HTTP/1.1||",
                "GET / HTTP/1.1 ||",
                "GET\t/ HTTP/1.1||",
                " GET / HTTP/1.1||",
                "GET / http/1.1||",
                "GET / HTTP/1.11||",
                "GET / HTTP/11||",
                "GET / HTTP/1.x||",
                "GET / HTTP 1.1||",
                "GET /||",
                "GET|",
                "G@T / HTTP/1.1||",
                "G(T / HTTP/1.1||",
                "^GET / HTTP/1.1||",
                "~GET / HTTP/1.1||",
                "POST / HTTP/1.1|Content-Length: 1|Content-Length: 1||a",
                "POST / HTTP/1.1|Content-Length: 1, 1||a",
                "POST / HTTP/1.1|Content-Length:||",
                "POST / HTTP/1.1|Content-Length: 0x1||a",
                "POST / HTTP/1.1|Content-Length: 1_0||a",
                "POST / HTTP/1.1|Content-Length: -1||a",
                "POST / HTTP/1.1|Content-Length: +1||a",
                "POST / HTTP/1.1|Content-Length: 9223372036854775808||a",
                "POST / HTTP/1.1|Content-Length: 1|Transfer-Encoding: chunked||0||",
                "POST / HTTP/1.0|Transfer-Encoding: chunked||0||",
                "POST / HTTP/1.1|Transfer-Encoding: identity||",
                "POST / HTTP/1.1|Transfer-Encoding:||",
                "POST / HTTP/1.1|Transfer-Encoding: chunked, chunked||0||",
                "POST / HTTP/1.1|Transfer-Encoding: chunked|Transfer-Encoding: chunked||0||",
                "POST / HTTP/1.1|Transfer-Encoding: chunked, gzip||0||",
                "POST / HTTP/1.1|Transfer-Encoding: \"chunked\"||0||",
                "POST / HTTP/1.1|Transfer-Encoding: ,chunked||0||",
            })
    void turnsAwayAHead(String row) {
        assertThat(refusal(bytes(row))).isEqualTo(Malformed.Kind.SYNTAX);
        assertThat(Feed.to(reader(), bytes(row), 1)).startsWith("malformed").doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x|",
                "|",
                "-1|a|",
                "+1|a|",
                "0x1|a|",
                "1 |a|",
                " 1|a|",
                "1~a|",
                "1|a~0||",
                "1|ab|",
                "1|a^b",
                "1;|a|",
                "1;=b|a|",
                "1;a=|a|",
                "1;a=b c|a|",
                "1;a=\"b|a|",
                "1;a=\"b~\"|a|",
                "1;a@|a|",
                "1;a~x|a|",
                "1000000000000000|a|",
                "0|X : y||",
                "0| x||",
                "0|x~|",
                "0^",
            })
    void turnsAwayAChunkedBody(String row) {
        String head = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n";
        assertThat(Feed.to(reader(), head + bytes(row) + "x")).hasSize(2).endsWith("malformed body");
        assertThat(Feed.to(reader(), head + bytes(row) + "x", 1)).hasSize(2).endsWith("malformed body");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            value = {
                "GET /a?b HTTP/1.1|Host: x|| ! GET /a?b HTTP/1.1 [Host=x] ! body  []",
                "||GET / HTTP/1.1|| ! GET / HTTP/1.1 [] ! body  []",
                "M-SEARCH * HTTP/1.9|A:|a:\t b c \t|| ! M-SEARCH * HTTP/1.1 [A=, a=b c] ! body  []",
                "POST / HTTP/1.0|Content-Length: 003||abc ! POST / HTTP/1.0 [Content-Length=003] ! body abc []",
                "GET / HTTP/1.1|Content-Length: 0|| ! GET / HTTP/1.1 [Content-Length=0] ! body  []",
                "PUT / HTTP/1.1|Transfer-Encoding: CHUNKED||a;b=\"\\\"\";c|0123456789|00||"
                        + " ! PUT / HTTP/1.1 [Transfer-Encoding=CHUNKED] ! body 0123456789 []",
                "PUT / HTTP/1.1|Transfer-Encoding: chunked||1|a|1|b|0|X: y|Content-Length: 7|Host: h|X-Forwarded-For: 1|client-CERT: c||"
                        + " ! PUT / HTTP/1.1 [Transfer-Encoding=chunked] ! body ab [X=y]",
            })
    void reads(String row, String head, String body) {
        for (int size = 1; size < 8; size++) {
            assertThat(Feed.to(reader(), bytes(row) + bytes(row), size)).containsExactly(head, body, head, body);
        }
        assertThat(Feed.to(reader(), bytes(row) + bytes(row))).containsExactly(head, body, head, body);
    }

    @Test
    void tellsWhatIsTooLarge() {
        String end = " HTTP/1.1\r\n\r\n";
        assertThat(refusal("GET /" + "a".repeat(8 * 1024))).isEqualTo(Malformed.Kind.TARGET_TOO_LONG);
        assertThat(refusal("A".repeat(9_000) + " /" + end)).isEqualTo(Malformed.Kind.TARGET_TOO_LONG);
        assertThat(refusal("GET / HTTP/1.1\r\nX: " + "a".repeat(16 * 1024))).isEqualTo(Malformed.Kind.HEAD_TOO_LARGE);
        assertThat(refusal("GET / HTTP/1.1\r\n" + "X: a\r\n".repeat(101))).isEqualTo(Malformed.Kind.HEAD_TOO_LARGE);
        String body = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n";
        assertThat(Feed.to(reader(), body + "1;" + "a".repeat(300))).endsWith("malformed body");
        assertThat(Feed.to(reader(), body + "0\r\n" + "X: a\r\n".repeat(101))).endsWith("malformed body");
        assertThat(Feed.to(reader(), body + "0\r\nX: " + "a".repeat(16 * 1024))).endsWith("malformed body");
    }

    @Test
    void takesWhatIsJustNotTooLarge() {
        String head = "GET / HTTP/1.1\r\n" + "X: a\r\n".repeat(99);
        String large = head + "Y: " + "a".repeat(16 * 1024 - head.length() - 7) + "\r\n\r\n";
        assertThat(large).hasSize(16 * 1024);
        assertThat(Feed.to(reader(), large, 1000)).hasSize(2).endsWith("body  []");
    }

    @Test
    void saysThatACodingIsUnknown() {
        String request = "POST / HTTP/1.1\r\nTransfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n";
        assertThat(refusal(request)).isEqualTo(Malformed.Kind.UNKNOWN_CODING);
    }

    @Test
    void readsNothingBehindWhatIsMalformed() {
        assertThat(Feed.to(reader(), "GET / HTTP/1.1\n\nGET / HTTP/1.1\r\n\r\n"))
                .containsExactly("malformed");
    }

    @Test
    void keepsWhatFollowsAnUpgradeAsItIs() {
        var reader = reader();
        var channel = new EmbeddedChannel(reader);
        String request = "GET / HTTP/1.1\r\nUpgrade: websocket\r\n\r\n";
        channel.writeInbound(Unpooled.copiedBuffer(request + "\u0001\u0002", StandardCharsets.ISO_8859_1));
        assertThat(channel.inboundMessages()).hasSize(2);
        assertThat(reader.holding()).isTrue();
        channel.writeInbound(Unpooled.copiedBuffer("\u0003", StandardCharsets.ISO_8859_1));
        channel.inboundMessages().clear();
        channel.pipeline().remove(reader);
        assertThat(channel.<Object>readInbound())
                .isEqualTo(Unpooled.copiedBuffer("\u0001\u0002\u0003", StandardCharsets.ISO_8859_1));
        channel.finishAndReleaseAll();
    }
}
