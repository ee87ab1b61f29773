package io.gauntlet.lb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gauntlet.lb.testing.Authority;
import io.gauntlet.lb.testing.Message;
import io.gauntlet.lb.testing.RawClient;
import io.gauntlet.lb.testing.Rig;
import io.gauntlet.lb.testing.Secrets;
import io.gauntlet.lb.testing.TestingBackend;
import io.gauntlet.lb.testing.TestingBackend.Behaviour;
import io.grpc.Grpc;
import io.grpc.Server;
import io.grpc.TlsServerCredentials;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.services.HealthStatusManager;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS to backends: who is believed, and what becomes of a request when nobody is. */
class BackendTlsTest {
    private static final String NO_PROBES = "health: {active: {type: none}}";
    private static final String TCP_PROBES = "health: {active: {type: tcp, interval: 50ms}}";

    @TempDir
    private Path directory;

    private Secrets secrets = new Secrets(Path.of(""), new Authority("unused"));

    @BeforeEach
    void issue() throws IOException {
        secrets = Secrets.in(directory);
    }

    private TestingBackend backend(String id, String... names) {
        return TestingBackend.start(
                id, secrets.authority().context(secrets.authority().issue(names)));
    }

    private static Rig rig(TestingBackend backend, String... keys) {
        return Rig.start(Rig.ordered(), List.of(backend), keys);
    }

    private String upstream(String more) {
        return "upstream: {tls: {ca: " + secrets.ca() + more + "}}";
    }

    private static void assertFails(Rig rig, String reason) throws IOException {
        assertThat(rig.get("/").status()).isEqualTo(502);
        assertThat(rig.backend(0).requests()).isEmpty();
        assertThat(rig.metrics()).containsPattern("gauntlet_lb_tls_failures_total\\{pool=\"web\",reason=\"" + reason);
        assertThat(rig.metrics()).contains("gauntlet_lb_backend_connections{pool=\"web\",backend=\"b1\"} 0");
    }

    @Test
    void asksAndProbesOverTlsAndKeepsTheConnection() throws IOException {
        try (Rig rig = rig(backend("b1", "127.0.0.1"), upstream("")).awaitState("HEALTHY");
                RawClient client = rig.client()) {
            int before = rig.backend(0).probes();
            for (int i = 0; i < 3; i++) {
                assertThat(client.sendBody("PUT", "/", "body").read().text()).isEqualTo("ok");
            }
            assertThat(rig.metrics()).contains("gauntlet_lb_tls_handshakes_total{pool=\"web\",version=\"TLSv1.3\"} 1");
            await().until(() -> rig.backend(0).probes() > before);
        }
    }

    @Test
    void wantsTheNameThatItIsTold() throws IOException {
        try (Rig rig = rig(backend("b1", "shop.internal"), upstream(", server-name: shop.internal"))
                .awaitState("HEALTHY")) {
            assertThat(rig.get("/").status()).isEqualTo(200);
        }
    }

    @Test
    void refusesACertificateForAnotherName() throws IOException {
        try (Rig rig =
                rig(backend("b1", "other.internal"), upstream(""), TCP_PROBES).awaitState("HEALTHY")) {
            assertFails(rig, "name");
        }
    }

    @Test
    void refusesACertificateOfAnUnknownAuthority() throws IOException {
        X509Bundle other = new Authority("Other Root").issue("127.0.0.1");
        try (Rig rig = rig(TestingBackend.start("b1", secrets.authority().context(other)), upstream(""), NO_PROBES)) {
            assertFails(rig, "untrusted");
        }
    }

    @Test
    void refusesACertificateThatJavaDoesNotTrustWhereNoAuthorityIsNamed() throws IOException {
        try (Rig rig = rig(backend("b1", "127.0.0.1"), "upstream: {tls: {}}", NO_PROBES)) {
            assertFails(rig, "untrusted");
        }
    }

    @Test
    void refusesABackendThatSpeaksNoTls() throws IOException {
        try (Rig rig = rig(TestingBackend.start("b1"), upstream(""), NO_PROBES, "timeouts: {connect: 300ms}")) {
            assertThat(rig.get("/").status()).isEqualTo(502);
            assertThat(rig.metrics()).contains("gauntlet_lb_tls_failures_total{pool=\"web\"");
        }
    }

    @Test
    void takesAnyCertificateIfSoTold() throws IOException {
        X509Bundle other = new Authority("Other Root").issue("other.internal");
        try (Rig rig = rig(
                        TestingBackend.start("b1", secrets.authority().context(other)),
                        "upstream: {tls: {verify: false}}")
                .awaitState("HEALTHY")) {
            assertThat(rig.get("/").status()).isEqualTo(200);
        }
    }

    @Test
    void showsItsOwnCertificateToABackendThatAsks() throws IOException {
        secrets.put("balancer", secrets.authority().issue("balancer.internal"));
        X509Bundle own = secrets.authority().issue("127.0.0.1");
        TestingBackend asking = TestingBackend.start("b1", secrets.authority().context(own), true);
        try (Rig rig =
                rig(asking, upstream(", " + secrets.identity("balancer"))).awaitState("HEALTHY")) {
            assertThat(rig.get("/").status()).isEqualTo(200);
        }
    }

    @Test
    void saysThatABackendAsksForACertificateWhichItHasNot() throws IOException {
        X509Bundle own = secrets.authority().issue("127.0.0.1");
        TestingBackend asking = TestingBackend.start("b1", secrets.authority().context(own), true);
        try (Rig rig = rig(asking, upstream(""), NO_PROBES)) {
            assertFails(rig, "alert");
        }
    }

    @Test
    void probesFailOverTlsAsRequestsDo() {
        try (Rig rig = rig(backend("b1", "other.internal"), upstream(""))) {
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> rig.pools().contains("TLS handshake failed: a certificate for another name"));
        }
    }

    @Test
    void probesGrpcOverTls() throws IOException {
        secrets.put("grpc", secrets.authority().issue("127.0.0.1"));
        var health = new HealthStatusManager();
        Server server = Grpc.newServerBuilderForPort(
                        0,
                        TlsServerCredentials.create(
                                directory.resolve("grpc.pem").toFile(),
                                directory.resolve("grpc.key").toFile()))
                .addService(health.getHealthService())
                .build()
                .start();
        try (Rig rig = Rig.start(
                Rig.ordered(),
                List.of(),
                "backends: [{id: g, address: 127.0.0.1:" + server.getPort() + "}]",
                upstream(""),
                "health: {active: {type: grpc, interval: 50ms}}")) {
            await().until(() -> rig.metrics().contains("backend=\"g\",state=\"HEALTHY\"} 1"));
            health.setStatus("", ServingStatus.NOT_SERVING);
            await().until(() -> rig.pools().contains("NOT_SERVING"));
        } finally {
            server.shutdownNow();
        }
    }

    @Test
    void aFailedHandshakeIsAConnectionThatDoesNotComeAbout() throws IOException {
        TestingBackend good = backend("b2", "127.0.0.1");
        TestingBackend bad = backend("b1", "other.internal");
        try (Rig rig = Rig.start(
                Rig.ordered(),
                List.of(bad, good),
                upstream(""),
                "health: {active: {type: tcp, interval: 50ms}, passive: {consecutive-failures: 3}}")) {
            rig.awaitState("HEALTHY");
            try (RawClient client = rig.client()) {
                for (int i = 0; i < 10; i++) {
                    // Not even a POST is lost, since none of it was sent.
                    Message answer = client.sendBody("POST", "/", "body").read();
                    assertThat(answer.field("X-Backend")).contains("b2");
                }
            }
            rig.awaitState(bad, "UNHEALTHY");
            assertThat(rig.pools()).contains("3 failures in a row, the last: no connection");
        }
    }

    private static Behaviour untilTheEnd(boolean goodbye) {
        return (head, link, journal) -> {
            journal.add(head);
            link.write("HTTP/1.1 200 OK\r\n\r\nhalf");
            if (goodbye) {
                return false;
            }
            // The end of the connection below its TLS.
            Socket below = link.below();
            below.shutdownOutput();
            return link.in().read() >= 0;
        };
    }

    @Test
    void anAnswerThatEndsWithAGoodbyeIsWhole() throws IOException {
        TestingBackend backend = backend("b1", "127.0.0.1").behaving(untilTheEnd(true));
        try (Rig rig = rig(backend, upstream("")).awaitState("HEALTHY")) {
            Message answer = rig.get("/");
            assertThat(answer.text()).isEqualTo("half");
            assertThat(answer.whole()).isTrue();
        }
    }

    @Test
    void anAnswerThatEndsWithoutOneIsNot() throws IOException {
        TestingBackend backend = TestingBackend.start(
                        "b1", secrets.authority().context(secrets.authority().issue("127.0.0.1")))
                .behaving(untilTheEnd(false));
        try (Rig rig = rig(backend, upstream("")).awaitState("HEALTHY")) {
            assertThat(rig.get("/").whole()).isFalse();
            assertThat(rig.metrics()).contains("gauntlet_lb_broken_answers_total 1");
        }
    }

    @Test
    void goesByANewAuthorityOnceItsFileHasChanged() throws IOException {
        var next = new Authority("Next Root");
        TestingBackend backend = TestingBackend.start("b1", next.context(next.issue("127.0.0.1")));
        try (Rig rig = rig(backend, upstream(""), NO_PROBES)) {
            assertThat(rig.get("/").status()).isEqualTo(502);
            next.write(directory.resolve("ca.pem"));
            await().atMost(Duration.ofSeconds(20)).until(() -> rig.get("/").status() == 200);
        }
    }
}
