package io.gauntlet.lb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gauntlet.lb.testing.Message;
import io.gauntlet.lb.testing.RoutedRig;
import io.gauntlet.lb.testing.StreamClient;
import io.gauntlet.lb.testing.StreamClient.Stream;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Routes hold for clients that speak HTTP/2 as they do for others. */
class Http2RoutesTest {
    @TempDir
    private Path directory;

    private RoutedRig rig;
    private StreamClient client;

    @BeforeEach
    void start() throws IOException {
        rig = RoutedRig.start(
                directory,
                "response-headers: {set: {X-Frame-Options: DENY}},",
                "{host: '*.shop.example', path-prefix: /api, pool: api, rewrite: {prefix: /v2},"
                        + " request-headers: {set: {Host: in.example, X-Set: b}, add: {X-Add: c}, remove: [X-Gone]},"
                        + " response-headers: {set: {X-Backend: hidden}, add: {Vary: Origin}}}",
                "{path-prefix: /old, redirect: {scheme: https, prefix: /new, status: 308}}",
                "{path: /text, respond: {status: 202, body: itself}}",
                "{path-prefix: /web, methods: [GET], headers: {X-Beta: {present: true}}, pool: web}");
        client = StreamClient.connect(rig.rig().balancer().address("web"));
    }

    @AfterEach
    void stop() {
        client.close();
        rig.close();
    }

    private Stream send(String method, String path, String authority, String... fields) {
        return client.start(StreamClient.head(method, path, fields).authority(authority), true)
                .read();
    }

    @Test
    void goesByTheAuthorityAndChangesPathAndFields() {
        Stream answer = send("GET", "/api/x?y", "A.shop.example:80", "x-set: a", "x-add: a", "x-gone: a");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).isEqualTo("ok");
        assertThat(answer.field("x-backend")).isEqualTo("hidden");
        assertThat(answer.field("vary")).isEqualTo("Origin");
        assertThat(answer.field("x-frame-options")).isEqualTo("DENY");
        Message request = rig.api().requests().get(0);
        assertThat(request.line()).isEqualTo("GET /v2/x?y HTTP/1.1");
        assertThat(request.all("Host")).containsExactly("in.example");
        assertThat(request.all("X-Set")).containsExactly("b");
        assertThat(request.all("X-Add")).containsExactly("a", "c");
        assertThat(request.all("X-Gone")).isEmpty();
        assertThat(request.all("X-Forwarded-Host")).containsExactly("A.shop.example:80");
        await().untilAsserted(
                        () -> assertThat(rig.log()).singleElement().asString().contains("\"path\":\"/api/x\""));
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /web, x-beta: 1, 200",
        "GET, /web, x-alpha: 1, 404",
        "POST, /web, x-beta: 1, 404",
        "GET, /a/../web//, x-beta: 1, 200",
        "GET, /api, x-beta: 1, 404"
    })
    void matches(String method, String path, String field, int status) {
        Stream answer = send(method, path, "other.example", field);
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.field("x-frame-options")).isEqualTo("DENY");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/..", "/web/..%2fapi", "/web/..;/api", "/web\\..", "/web%00", "/%"})
    void refusesWhatBackendsReadInDifferentWays(String path) {
        assertThat(send("GET", path, "other.example", "x-beta: 1").status()).isEqualTo(400);
        assertThat(rig.web().requests()).isEmpty();
    }

    @Test
    void redirects() {
        Stream answer = send("GET", "/old/a?b", "shop.example:8080");
        assertThat(answer.status()).isEqualTo(308);
        assertThat(answer.field("location")).isEqualTo("https://shop.example/new/a?b");
    }

    @Test
    void answersItself() {
        Stream answer = send("GET", "/text", "shop.example");
        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.text()).isEqualTo("itself");
        assertThat(answer.field("content-type")).isEqualTo("text/plain; charset=utf-8");
        Stream call = send("GET", "/text", "shop.example", "content-type: application/grpc");
        assertThat(call.status()).isEqualTo(202);
        assertThat(call.text()).isEqualTo("itself");
    }

    @Test
    void tellsACallOfGrpcThatThereIsNoRouteUnderTheSameRules() {
        Stream call = send("POST", "/shop.Cart/Add", "other.example", "content-type: application/grpc");
        assertThat(call.status()).isEqualTo(200);
        assertThat(call.field("grpc-status")).isEqualTo("12");
        assertThat(call.field("x-frame-options")).isEqualTo("DENY");
    }

    /** An answer to HEAD has no content (RFC 9110 section 9.3.2). */
    @ParameterizedTest
    @CsvSource({"/text, 202, 6", "/old, 308, 18", "/nothing, 404, ''"})
    void answersHeadWithoutABody(String path, int status, String length) {
        Stream answer = send("HEAD", path, "shop.example");
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.whole()).isTrue();
        assertThat(answer.text()).isEmpty();
        if (!length.isEmpty()) {
            assertThat(answer.field("content-length")).isEqualTo(length);
        }
    }

    @Test
    void answersARequestWithABodyAtOnce() {
        Stream stream = client.start(StreamClient.head("POST", "/text"), false);
        stream.data("abc", false).read();
        assertThat(stream.status()).isEqualTo(202);
        assertThat(stream.text()).isEqualTo("itself");
        assertThat(send("GET", "/text", "shop.example").status()).isEqualTo(202);
    }
}
