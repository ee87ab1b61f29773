package io.gauntlet.lb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gauntlet.lb.testing.Authority;
import io.gauntlet.lb.testing.RawClient;
import io.gauntlet.lb.testing.Rig;
import io.gauntlet.lb.testing.Secrets;
import io.gauntlet.lb.testing.TestingBackend;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** New certificates under connections that are open. */
class CertificateRotationTest {
    private static final String REFUSED = "gauntlet_lb_tls_certificate_refused{listener=\"web\"} ";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    private Path directory;

    private Secrets secrets = new Secrets(Path.of(""), new Authority("unused"));

    @BeforeEach
    void issue() throws IOException {
        secrets = Secrets.in(directory);
    }

    private X509Bundle fresh() {
        return secrets.authority().issue("shop.example");
    }

    private Certificate shown(Rig rig) throws IOException {
        try (RawClient client = secrets.client(rig)) {
            return ((SSLSocket) client.socket()).getSession().getPeerCertificates()[0];
        }
    }

    private void awaitShown(Rig rig, X509Bundle bundle) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(shown(rig)).isEqualTo(bundle.getCertificate()));
    }

    @Test
    void showsTheNewOneToNewConnectionsAndKeepsTheOthers() throws IOException {
        try (Rig rig = Rig.start(1, secrets.listener("shop"));
                RawClient before = secrets.client(rig)) {
            before.send("GET", "/").read();
            X509Bundle next = fresh();
            secrets.put("shop", next);
            awaitShown(rig, next);
            assertThat(before.send("GET", "/").read().text()).isEqualTo("ok");
            assertThat(rig.metrics()).contains("gauntlet_lb_tls_rotations_total{listener=\"web\",outcome=\"taken\"} 1");
        }
    }

    @Test
    void keepsTheOldOneWhileTheFilesHoldWhatCannotBeUsed() throws IOException {
        try (Rig rig = Rig.start(1, secrets.listener("shop"))) {
            Certificate old = shown(rig);
            X509Bundle next = fresh();
            Files.writeString(directory.resolve("shop.pem"), next.getCertificatePathPEM());
            await().atMost(PATIENCE).until(() -> rig.metrics().contains(REFUSED + 1));
            assertThat(shown(rig)).isEqualTo(old);
            Files.writeString(directory.resolve("shop.key"), next.getPrivateKeyPEM());
            awaitShown(rig, next);
            assertThat(rig.metrics())
                    .contains(REFUSED + 0)
                    .contains("gauntlet_lb_tls_rotations_total{listener=\"web\",outcome=\"refused\"} 1");
        }
    }

    @Test
    void keepsTheOldOneWhenTheFileIsGone() throws IOException {
        try (Rig rig = Rig.start(1, secrets.listener("shop"))) {
            Certificate old = shown(rig);
            Files.delete(directory.resolve("shop.key"));
            await().atMost(PATIENCE).until(() -> rig.metrics().contains(REFUSED + 1));
            assertThat(shown(rig)).isEqualTo(old);
        }
    }

    @Test
    void aReloadTakesNewFilesAtOnceAndRefusesBrokenOnes() throws IOException {
        List<TestingBackend> backends = List.of(TestingBackend.start("b1"));
        Path file = directory.resolve("lb.yaml");
        Files.writeString(file, Rig.yaml(backends, secrets.listener("shop")));
        try (Rig rig = Rig.start(Rig.ordered(), file, backends).awaitState("HEALTHY");
                RawClient before = secrets.client(rig)) {
            X509Bundle next = fresh();
            secrets.put("shop", next);
            assertThat(rig.admin("POST", "/api/v1/reload", "").statusCode()).isEqualTo(200);
            assertThat(shown(rig)).isEqualTo(next.getCertificate());
            assertThat(before.send("GET", "/").read().text()).isEqualTo("ok");
            Files.writeString(directory.resolve("shop.pem"), "nothing of use");
            HttpResponse<String> refused = rig.admin("POST", "/api/v1/reload", "");
            assertThat(refused.statusCode()).isEqualTo(400);
            assertThat(refused.body()).contains("lb.yaml:1:", "certificate: ", "not PEM");
            assertThat(shown(rig)).isEqualTo(next.getCertificate());
        }
    }

    @Test
    void aReloadBringsTlsAndTakesItAway() throws IOException {
        List<TestingBackend> backends = List.of(TestingBackend.start("b1"));
        Path file = directory.resolve("lb.yaml");
        Files.writeString(file, Rig.yaml(backends));
        try (Rig rig = Rig.start(Rig.ordered(), file, backends).awaitState("HEALTHY")) {
            assertThat(rig.get("/").status()).isEqualTo(200);
            Files.writeString(file, Rig.yaml(backends, secrets.listener("shop")));
            assertThat(rig.admin("POST", "/api/v1/reload", "").statusCode()).isEqualTo(200);
            assertThat(secrets.client(rig).send("GET", "/").read().status()).isEqualTo(200);
            Files.writeString(file, Rig.yaml(backends));
            assertThat(rig.admin("POST", "/api/v1/reload", "").statusCode()).isEqualTo(200);
            assertThat(rig.get("/").status()).isEqualTo(200);
        }
    }
}
