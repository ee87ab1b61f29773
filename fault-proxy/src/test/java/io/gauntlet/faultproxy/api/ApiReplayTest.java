package io.gauntlet.faultproxy.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gauntlet.faultproxy.FaultProxy;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Says to ours what was said to the original, and expects the same answers byte for byte, ports apart.
 *
 * <p>The files were recorded from a Toxiproxy 2.12.0: one exchange a line, in this order, from an empty server.
 */
class ApiReplayTest {

    private final FaultProxy proxy = FaultProxy.start();
    private final HttpClient http = HttpClient.newHttpClient();

    @AfterEach
    void stop() {
        proxy.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"toxiproxy-2.12.0.jsonl", "toxiproxy-2.12.0-populate.jsonl"})
    void answersAsTheOriginalDid(String recording) throws Exception {
        var mapper = new ObjectMapper();
        var softly = new SoftAssertions();
        for (var line : read(recording).lines().toList()) {
            var exchange = mapper.readTree(line);
            var answer = say(exchange);
            softly.assertThat(answer.statusCode() + " " + contentType(answer) + " " + masked(answer.body()))
                    .as(line)
                    .isEqualTo(exchange.get("status").asInt() + " "
                            + exchange.get("contentType").asText() + " "
                            + masked(exchange.get("answer").asText()));
        }
        softly.assertAll();
    }

    private static String read(String recording) throws IOException {
        try (InputStream file = Objects.requireNonNull(ApiReplayTest.class.getResourceAsStream(recording))) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private HttpResponse<String> say(JsonNode exchange) throws IOException, InterruptedException {
        var body = exchange.has("body")
                ? BodyPublishers.ofString(exchange.get("body").asText())
                : BodyPublishers.noBody();
        return send(exchange.get("method").asText(), exchange.get("path").asText(), body, "recorder");
    }

    private HttpResponse<String> send(String method, String path, HttpRequest.BodyPublisher body, String userAgent)
            throws IOException, InterruptedException {
        var uri = URI.create("http://127.0.0.1:" + proxy.port() + path);
        var request = HttpRequest.newBuilder(uri)
                .method(method, body)
                .header("User-Agent", userAgent)
                .build();
        return http.send(request, BodyHandlers.ofString());
    }

    private static String contentType(HttpResponse<String> answer) {
        return answer.headers().firstValue("Content-Type").orElse("");
    }

    private static String masked(String text) {
        return text.replaceAll("(127\\.0\\.0\\.1|\\[::1?]):\\d{4,5}", "$1:PORT");
    }

    @Test
    void refusesBrowsers() throws Exception {
        var answer = send("GET", "/proxies", BodyPublishers.noBody(), "Mozilla/5.0 (X11)");

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).isEqualTo("User agent not allowed\n");
        assertThat(contentType(answer)).isEqualTo("text/plain; charset=utf-8");
    }

    @Test
    void marksErrorsAndIdentifiesRequestsAsTheOriginalDoes() throws Exception {
        var answer = send("GET", "/proxies/nope", BodyPublishers.noBody(), "test");

        assertThat(answer.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(answer.headers().firstValue("X-Toxiproxy-Request-Id")).isPresent();
    }

    @Test
    void tellsVersionInTheOriginalsShape() throws Exception {
        var answer = send("GET", "/version", BodyPublishers.noBody(), "test");

        assertThat(contentType(answer)).isEqualTo("application/json;charset=utf-8");
        assertThat(answer.body()).matches("\\{\"version\": \"2\\.12\\.0[^\"]*\"}\\n");
    }

    @Test
    void refusesWhatMakesNoSenseInsteadOfCrashing() throws Exception {
        var made = BodyPublishers.ofString("{\"name\":\"a\",\"listen\":\"127.0.0.1:0\",\"upstream\":\"127.0.0.1:9\"}");
        assertThat(send("POST", "/proxies", made, "test").statusCode()).isEqualTo(201);

        var negative = BodyPublishers.ofString("{\"type\":\"bandwidth\",\"attributes\":{\"rate\":-1}}");
        var answer = send("POST", "/proxies/a/toxics", negative, "test");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body())
                .isEqualTo("{\"error\":\"bad request body: rate: -1 (expected: >= 0)\",\"status\":400}\n");
    }
}
