package io.gauntlet.lb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gauntlet.lb.testing.Authority;
import io.gauntlet.lb.testing.RawClient;
import io.gauntlet.lb.testing.Rig;
import io.gauntlet.lb.testing.Secrets;
import io.gauntlet.lb.testing.StreamBackend;
import io.gauntlet.lb.testing.StreamClient;
import io.gauntlet.lb.testing.TestingBackend;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** HTTP/2 within TLS, as ALPN settles it (RFC 9113 section 3.2), on either side. */
class Http2TlsTest {
    private static final byte SETTINGS = 4;
    private static final String GOAWAY = "\0\0\10\7\0\0\0\0\0";

    @TempDir
    private Path directory;

    private Secrets secrets = new Secrets(Path.of(""), new Authority("unused"));

    @BeforeEach
    void issue() throws IOException {
        secrets = Secrets.in(directory);
    }

    private HttpClient java() {
        return HttpClient.newBuilder().sslContext(secrets.authority().context()).build();
    }

    private static HttpRequest post(Rig rig, String body) {
        return HttpRequest.newBuilder(URI.create(
                        "https://127.0.0.1:" + rig.balancer().address("web").getPort() + "/"))
                .timeout(Duration.ofSeconds(20))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    private StreamBackend backend(String name) {
        return StreamBackend.start(
                "b1", secrets.authority().context(secrets.authority().issue(name)));
    }

    private Rig rig(StreamBackend backend, String... more) {
        String[] keys = new String[more.length + 2];
        keys[0] = "backends: [" + backend.line() + "]";
        keys[1] = "upstream: {protocol: http2, tls: {ca: " + secrets.ca() + "}}";
        System.arraycopy(more, 0, keys, 2, more.length);
        return Rig.start(Rig.ordered(), List.<TestingBackend>of(), keys);
    }

    private static void awaitHealthy(Rig rig) {
        await().until(() -> rig.metrics().contains("backend=\"b1\",state=\"HEALTHY\"} 1"));
    }

    @Test
    void carriesManyRequestsOverOneConnection() throws Exception {
        try (Rig rig = Rig.start(1, secrets.listener("shop"), "affinity: {cookie: {}}")) {
            HttpClient client = java();
            client.send(post(rig, "first"), HttpResponse.BodyHandlers.ofString());
            List<CompletableFuture<HttpResponse<String>>> answers = IntStream.range(0, 20)
                    .mapToObj(
                            i -> client.sendAsync(post(rig, "x".repeat(50_000)), HttpResponse.BodyHandlers.ofString()))
                    .toList();
            for (CompletableFuture<HttpResponse<String>> each : answers) {
                HttpResponse<String> answer = each.join();
                assertThat(answer.body()).isEqualTo("ok");
                assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
                assertThat(answer.headers().firstValue("set-cookie").orElseThrow())
                        .endsWith("; Secure");
            }
            assertThat(rig.backend(0).requests())
                    .allMatch(request -> request.all("X-Forwarded-Proto").equals(List.of("https")));
            assertThat(rig.metrics())
                    .contains("gauntlet_lb_tls_handshakes_total{listener=\"web\",version=\"TLSv1.3\"} 1");
        }
    }

    @Test
    void leavesWithAGoodbyeOfBothProtocols() throws Exception {
        try (Rig rig = Rig.start(1, secrets.listener("shop"));
                RawClient client = RawClient.connect(
                        rig.balancer().address("web"), secrets.trust().offering("h2"))) {
            client.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + "\0\0\0\4\0\0\0\0\0");
            assertThat(client.in().readNBytes(4)[3]).isEqualTo(SETTINGS);
            var stopper = new Thread(() -> rig.balancer().stop(Duration.ofSeconds(20)));
            stopper.start();
            // Without a goodbye of TLS, reading here would throw.
            byte[] rest = client.in().readAllBytes();
            assertThat(new String(rest, StandardCharsets.ISO_8859_1)).contains(GOAWAY);
            client.socket().close();
            stopper.join();
        }
    }

    @Test
    void doesNotOfferWhatItIsToldNotToSpeak() throws IOException {
        String listener = secrets.listener("shop").replace("bind:", "http2: {max-streams: 0}, bind:");
        try (Rig rig = Rig.start(1, listener);
                RawClient client = RawClient.connect(
                        rig.balancer().address("web"), secrets.trust().offering("h2", "http/1.1"))) {
            assertThat(((SSLSocket) client.socket()).getApplicationProtocol()).isEqualTo("http/1.1");
        }
    }

    @Test
    void speaksItToBackendsAndToTheirProbes() throws Exception {
        try (StreamBackend backend = backend("127.0.0.1");
                Rig rig = rig(backend, secrets.listener("shop"))) {
            awaitHealthy(rig);
            HttpResponse<String> answer = java().send(post(rig, "body"), HttpResponse.BodyHandlers.ofString());
            assertThat(answer.body()).isEqualTo("ok");
            assertThat(backend.calls()).anySatisfy(call -> {
                assertThat(call.body()).isEqualTo("body");
                assertThat(call.head().scheme()).hasToString("https");
            });
            assertThat(backend.calls())
                    .allSatisfy(call -> assertThat(call.head().scheme()).hasToString("https"));
            assertThat(rig.metrics()).contains("gauntlet_lb_tls_handshakes_total{pool=\"web\",version=\"TLSv1.3\"} 1");
        }
    }

    @Test
    void refusesABackendWithAnotherName() throws IOException {
        try (StreamBackend backend = backend("other.internal");
                Rig rig = rig(backend, "health: {active: {type: none}}")) {
            assertThat(rig.get("/").status()).isEqualTo(502);
            assertThat(rig.metrics()).contains("gauntlet_lb_tls_failures_total{pool=\"web\",reason=\"name\"} 1");
            assertThat(backend.calls()).isEmpty();
        }
    }

    @Test
    void probesFailAsRequestsDo() {
        try (StreamBackend backend = backend("other.internal");
                Rig rig = rig(backend)) {
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> rig.pools().contains("TLS handshake failed: a certificate for another name"));
        }
    }

    @Test
    void takesNoRequestToABackendThatAlpnSettlesOtherwise() throws IOException {
        TestingBackend old = TestingBackend.start(
                "b1", secrets.authority().context(secrets.authority().issue("127.0.0.1")));
        try (Rig rig = Rig.start(
                Rig.ordered(),
                List.of(old),
                "upstream: {protocol: http2, tls: {ca: " + secrets.ca() + "}}",
                "timeouts: {connect: 500ms}",
                "health: {active: {type: none}}")) {
            assertThat(rig.get("/").status()).isEqualTo(502);
        }
    }

    @Test
    void sendsPlainStreamsToTls() {
        String secure = secrets.listener("shop").replace("listeners: [{name: web", "{name: secure");
        try (Rig rig = Rig.start(1, "listeners: [{name: web, bind: '127.0.0.1:0', redirect: secure}, " + secure);
                StreamClient client = StreamClient.connect(rig.balancer().address("web"))) {
            var answer = client.send("GET", "/a").read();
            assertThat(answer.status()).isEqualTo(308);
            assertThat(answer.field("location"))
                    .endsWith(":" + rig.balancer().address("secure").getPort() + "/a");
        }
    }
}
