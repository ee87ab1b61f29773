package io.gauntlet.lb.http1;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

// What an embedded channel does is done at once.
@SuppressWarnings("FutureReturnValueIgnored")
class MessageWriterTest {
    /** What goes out, buffer by buffer. */
    private static List<String> written(ChannelHandler writer, Object... messages) {
        var channel = new EmbeddedChannel(writer);
        for (Object message : messages) {
            channel.write(message, channel.voidPromise());
        }
        channel.flush();
        List<String> all = new ArrayList<>();
        for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
            all.add(out.toString(StandardCharsets.ISO_8859_1));
            out.release();
        }
        channel.finishAndReleaseAll();
        return all;
    }

    private static ByteBuf bytes(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
    }

    private static DefaultHttpRequest request(String... field) {
        var request = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, "/x");
        if (field.length > 0) {
            request.headers().set(field[0], field[1]);
        }
        return request;
    }

    @Test
    void sendsASmallMessageInOnePiece() {
        assertThat(written(
                        new RequestWriter(),
                        request("Content-Length", "5"),
                        new DefaultHttpContent(bytes("he")),
                        new DefaultLastHttpContent(bytes("llo"))))
                .containsExactly("POST /x HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello");
        assertThat(written(new RequestWriter(), request(), LastHttpContent.EMPTY_LAST_CONTENT))
                .containsExactly("POST /x HTTP/1.1\r\n\r\n");
    }

    @Test
    void sendsALargePieceUncopied() {
        String large = "x".repeat(5_000);
        ByteBuf piece = bytes(large);
        var channel = new EmbeddedChannel(new RequestWriter());
        channel.write(request("Content-Length", "5000"), channel.voidPromise());
        channel.writeAndFlush(new DefaultLastHttpContent(piece), channel.voidPromise());
        channel.<ByteBuf>readOutbound().release();
        assertThat(channel.<ByteBuf>readOutbound()).isSameAs(piece);
        piece.release();
        channel.finishAndReleaseAll();
    }

    @Test
    void framesChunksAnew() {
        var last = new DefaultLastHttpContent(bytes("!"));
        last.trailingHeaders().set("X-T", "y");
        String large = "x".repeat(5_000);
        assertThat(String.join(
                        "",
                        written(
                                new RequestWriter(),
                                request("Transfer-Encoding", "chunked"),
                                new DefaultHttpContent(bytes("hello, world")),
                                new DefaultHttpContent(Unpooled.EMPTY_BUFFER),
                                new DefaultHttpContent(bytes(large)),
                                last)))
                .isEqualTo("POST /x HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nc\r\nhello, world\r\n1388\r\n" + large
                        + "\r\n1\r\n!\r\n0\r\nX-T: y\r\n\r\n");
    }

    @Test
    void writesAWholeMessageAtOnce() {
        var whole = new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.PUT, "/", bytes("abc"));
        whole.headers().set("Content-Length", 3);
        assertThat(written(new RequestWriter(), whole))
                .containsExactly("PUT / HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc");
    }

    @ParameterizedTest
    @CsvSource({
        "100, false, '', ''",
        "204, false, '', ''",
        "205, false, 'content-length: 0|', ''",
        "304, false, 'Content-Length: 3|', ''",
        "200, true, 'Content-Length: 3|', ''",
        "200, false, 'Content-Length: 3|', abc"
    })
    void writesNoBodyWhereNoneMayBe(int status, boolean head, String fields, String body) {
        var answer = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status));
        answer.headers().set("Content-Length", "3");
        assertThat(written(new AnswerWriter(() -> head), answer, new DefaultLastHttpContent(bytes("abc"))))
                .containsExactly("HTTP/1.1 " + answer.status() + "\r\n" + fields.replace("|", "\r\n") + "\r\n" + body);
    }

    @Test
    void sendsNothingThatWasNotFlushedBeforeItsEnd() {
        var channel = new EmbeddedChannel(new RequestWriter());
        channel.write(request(), channel.voidPromise());
        channel.close();
        assertThat(channel.outboundMessages()).isEmpty();
    }
}
