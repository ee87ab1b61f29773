package io.gauntlet.lb.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 9112 section 9.3. */
class PersistenceTest {
    private final Persistence persistence = new Persistence();

    private void request(String version, String connection) {
        var request = new DefaultHttpRequest(HttpVersion.valueOf(version), HttpMethod.GET, "/");
        if (!connection.isEmpty()) {
            request.headers().set("Connection", connection);
        }
        persistence.begin(request, true);
    }

    private static HttpResponse answer(String field, String value) {
        var answer = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
        answer.headers().set(field, value);
        return answer;
    }

    @ParameterizedTest
    @CsvSource({
        "HTTP/1.1, '',         true,  true,  ''",
        "HTTP/1.1, '',         false, false, close",
        "HTTP/1.1, close,      true,  false, close",
        "HTTP/1.0, '',         true,  false, close",
        "HTTP/1.0, keep-alive, true,  true,  keep-alive",
        "HTTP/1.0, keep-alive, false, false, close",
    })
    void anOwnAnswerSaysWhetherTheConnectionStays(
            String version, String connection, boolean mayStay, boolean kept, String told) {
        request(version, connection);
        var answer = answer("Content-Length", "0");
        persistence.fitOwn(answer, mayStay);

        assertThat(persistence.kept()).isEqualTo(kept);
        assertThat(answer.headers().get("Connection", "")).isEqualTo(told);
    }

    @Test
    void anAnswerWithoutALengthIsChunkedForWhoKnowsThat() {
        request("HTTP/1.1", "");
        var answer = answer("ETag", "1");
        persistence.fit(answer, true, true);

        assertThat(answer.headers().get("Transfer-Encoding")).isEqualTo("chunked");
        assertThat(persistence.kept()).isTrue();
        assertThat(persistence.unframed()).isFalse();
    }

    @Test
    void andEndsWithTheConnectionForWhoDoesNot() {
        request("HTTP/1.0", "keep-alive");
        var answer = answer("Transfer-Encoding", "chunked");
        persistence.fit(answer, false, true);

        assertThat(answer.headers().contains("Transfer-Encoding")).isFalse();
        assertThat(persistence.kept()).isFalse();
        assertThat(persistence.unframed()).isTrue();
    }

    @Test
    void theNextRequestBeginsAnew() {
        request("HTTP/1.0", "keep-alive");
        persistence.fit(answer("Transfer-Encoding", "chunked"), false, true);
        request("HTTP/1.1", "");

        assertThat(persistence.unframed()).isFalse();
        assertThat(persistence.old()).isFalse();
        assertThat(persistence.kept()).isTrue();

        persistence.end();
        assertThat(persistence.kept()).isFalse();
    }
}
