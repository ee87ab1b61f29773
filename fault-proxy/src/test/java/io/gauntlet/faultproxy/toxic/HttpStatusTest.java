package io.gauntlet.faultproxy.toxic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpStatusTest {

    private static final String ANSWER =
            "answer HTTP/1.1 503 Service Unavailable\r\nContent-Type: text/plain\r\nContent-Length: 19\r\n\r\n503 by http_status\n";

    private static TestingStageContext answering(String path) {
        return new TestingStageContext("http_status", Map.of("path", path));
    }

    private static String get(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n";
    }

    @Test
    void answersWhatMatchesAndPassesTheRestUntouched() {
        var stream =
                answering("/health").send(get("/a")).send(get("/health?deep=1")).send(get("/b"));

        assertThat(stream.events()).containsExactly("0: " + get("/a"), "0: " + ANSWER, "0: " + get("/b"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 1000})
    void cutAnywhereTheOutcomeIsTheSame(int piece) {
        var all = get("/a") + get("/health") + "POST /health HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello"
                + "POST /b HTTP/1.1\r\nContent-Length: 5\r\n\r\nGET /" + get("/health") + get("/c");
        var stream = answering("/health");
        for (int i = 0; i < all.length(); i += piece) {
            stream.send(all.substring(i, Math.min(all.length(), i + piece)));
        }
        var events = String.join("", stream.events()).replace("0: ", "");

        assertThat(events)
                .isEqualTo(get("/a") + ANSWER + ANSWER + "POST /b HTTP/1.1\r\nContent-Length: 5\r\n\r\nGET /" + ANSWER
                        + get("/c"));
    }

    @Test
    void swallowsChunkedBodyWithTrailersOfWhatItAnswers() {
        var post =
                "POST /health HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5;x=y\r\nGET /\r\n0\r\nTrailer: z\r\n\r\n";
        var stream = answering("/health").send(post + get("/a"));

        assertThat(stream.events()).containsExactly("0: " + ANSWER, "0: " + get("/a"));
    }

    @Test
    void matchesStarsAndMethods() {
        var stream = new TestingStageContext("http_status", Map.of("path", "/api/*/items", "method", "PUT"));
        stream.send(get("/api/1/items"))
                .send("PUT http://host:80/api/1/2/items?q HTTP/1.1\r\n\r\n")
                .send("PUT /api/items HTTP/1.1\r\n\r\n");

        assertThat(stream.events())
                .containsExactly("0: " + get("/api/1/items"), "0: " + ANSWER, "0: PUT /api/items HTTP/1.1\r\n\r\n");
    }

    @Test
    void closesAfterTheAnswerWhereTheClientWouldNot() {
        var stream = answering("").send("GET / HTTP/1.0\r\n\r\n");

        assertThat(stream.events()).hasSize(2).last().isEqualTo("0: close");
        assertThat(stream.events().get(0)).contains("\r\nConnection: close\r\n");
    }

    @Test
    void closesAfterAnswerToOneWhoWaitsToBeAskedForTheBody() {
        var stream = answering("").send("PUT / HTTP/1.1\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");

        assertThat(stream.events()).hasSize(2).last().isEqualTo("0: close");
    }

    @Test
    void headIsAnsweredWithoutABody() {
        var stream = answering("").send("HEAD / HTTP/1.1\r\n\r\n");

        assertThat(stream.events()).containsExactly("0: " + ANSWER.replace("503 by http_status\n", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u0016\u0003\u0001 a TLS hello", "{\"json\": 1}", "EHLO", "GET / HTTP/2.0\r\n\r\nabc"})
    void passesWhatIsNoRequest(String bytes) {
        var stream = answering("").send(bytes).finish();

        assertThat(String.join("", stream.events()).replace("0: ", "")).isEqualTo(bytes + "end");
    }

    @Test
    void passesAHeadThatIsTooLong() {
        var head = "GET / HTTP/1.1\r\nLong: " + "x".repeat(RequestReader.MAX_HEAD_BYTES);
        var stream = answering("").send(head);

        assertThat(stream.events()).containsExactly("0: " + head);
        assertThat(stream.stage().full()).isFalse();
    }

    @Test
    void leavesAnUpgradedConnectionAlone() {
        var upgrade = "GET /ws HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n";
        var stream = answering("/health").send(upgrade).send(get("/health"));

        assertThat(stream.events()).containsExactly("0: " + upgrade, "0: " + get("/health"));
    }

    @Test
    void changedInTheMiddleOfABodyItKeepsTrack() {
        var stream = answering("/health").send("POST /health HTTP/1.1\r\nContent-Length: 10\r\n\r\nGET /");
        stream.change("http_status", Map.of("path", "/a"))
                .send("12345")
                .send(get("/health"))
                .send(get("/a"));

        assertThat(stream.events()).containsExactly("0: " + ANSWER, "0: " + get("/health"), "0: " + ANSWER);
    }

    @Test
    void removedInTheMiddleOfABodyItSwallowsItCloses() {
        var stream = answering("")
                .send("POST / HTTP/1.1\r\nContent-Length: 10\r\n\r\nGET /")
                .remove();

        assertThat(stream.events()).containsExactly("0: " + ANSWER, "0: close");
    }

    @Test
    void answersTheShareOfRequestsThatItsProbabilityIs() {
        var stream = new TestingStageContext("http_status", Map.of("probability", 0.5));
        for (int i = 0; i < 1000; i++) {
            stream.send(get("/"));
        }
        // Binomial(1000, 0.5): sigma is 16, and the seed is fixed.
        assertThat(stream.events().stream()
                        .filter(event -> event.contains("answer"))
                        .count())
                .isBetween(430L, 570L);
    }

    @Test
    void delaysWhatMatchesAndAllThatComesAfterIt() {
        var stream = new TestingStageContext("http_delay", Map.of("delay", 100L, "path", "/slow"));
        stream.send(get("/a")).send(get("/slow") + get("/b")).send(get("/c")).finish();
        stream.advanceMillis(99);
        assertThat(stream.events()).containsExactly("0: " + get("/a"));

        stream.advanceMillis(1);
        assertThat(stream.events().subList(1, 5))
                .containsExactly("100: " + get("/slow"), "100: " + get("/b"), "100: " + get("/c"), "100: end");
    }

    @Test
    void delayedRequestsGoAtOnceWhenItIsRemoved() {
        var stream = new TestingStageContext("http_delay", Map.of("delay", 100L))
                .send(get("/a"))
                .send(get("/b"));

        assertThat(stream.advanceMillis(10).remove().advanceMillis(1000).events())
                .containsExactly("10: " + get("/a"), "10: " + get("/b"));
    }

    @Test
    void refusesWhatMakesNoSense() {
        assertThatThrownBy(() -> new TestingStageContext("http_status", Map.of("status", 100L)))
                .hasMessage("status: 100 (expected: 200 to 599)");
        assertThatThrownBy(() -> new TestingStageContext("http_delay", Map.of("delay", -1L)))
                .hasMessage("delay: -1 (expected: >= 0)");
        assertThatThrownBy(() -> new TestingStageContext("http_status", Map.of("path", "x".repeat(2000))))
                .hasMessage("path: 2000 characters (expected: at most 1024)");
    }
}
