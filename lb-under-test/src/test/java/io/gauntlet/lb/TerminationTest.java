package io.gauntlet.lb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.gauntlet.lb.testing.Authority;
import io.gauntlet.lb.testing.Message;
import io.gauntlet.lb.testing.RawClient;
import io.gauntlet.lb.testing.Rig;
import io.gauntlet.lb.testing.Trust;
import io.netty.pkitesting.X509Bundle;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.HashSet;
import java.util.Set;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS that ends at the balancer: who is shown what, who gets in, and what the backend is told. */
class TerminationTest {
    private static final Authority AUTHORITY = new Authority("Test Root");

    @TempDir
    private Path directory;

    @BeforeEach
    void issue() throws IOException {
        Authority.write(directory, "shop", AUTHORITY.issue("shop.example", "www.shop.example"));
        Authority.write(directory, "wild", AUTHORITY.issue("*.pages.example"));
        AUTHORITY.write(directory.resolve("ca.pem"));
    }

    /** Keys of a listener's {@code tls} with these certificates and further keys. */
    private String listener(String more, String... names) {
        String list = "";
        for (String name : names) {
            list += "{certificate: " + directory.resolve(name + ".pem") + ", key: " + directory.resolve(name + ".key")
                    + "}, ";
        }
        return "listeners: [{name: web, bind: '127.0.0.1:0', timeouts: {head: 300ms}, tls: {certificates: [" + list
                + "]" + more + "}, routes: [{pool: web}]}]";
    }

    private Rig rig(String more, String... poolKeys) {
        String[] keys = new String[poolKeys.length + 1];
        keys[0] = listener(more, "shop", "wild");
        System.arraycopy(poolKeys, 0, keys, 1, poolKeys.length);
        return Rig.start(1, keys);
    }

    private static Trust asking(String name) {
        return Trust.in(AUTHORITY.context(), name);
    }

    private static RawClient connect(Rig rig, Trust trust) throws IOException {
        return RawClient.connect(rig.balancer().address("web"), trust);
    }

    private static SSLSocket tls(RawClient client) {
        return (SSLSocket) client.socket();
    }

    private static String shown(RawClient client) throws IOException {
        var own = (X509Certificate) tls(client).getSession().getPeerCertificates()[0];
        return own.getSubjectX500Principal().getName();
    }

    @ParameterizedTest
    @CsvSource({
        "shop.example, shop.example",
        "WWW.shop.example, shop.example",
        "a.pages.example, *.pages.example",
        "a.b.pages.example, shop.example",
        "pages.example, shop.example",
        "other.example, shop.example",
        "'', shop.example"
    })
    void showsTheCertificateOfTheNameThatIsAskedFor(String name, String subject) throws IOException {
        try (Rig rig = rig("");
                RawClient client = connect(rig, asking(name))) {
            assertThat(shown(client)).isEqualTo("CN=" + subject);
            assertThat(client.send("GET", "/").read().status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void speaksBothVersionsWithForwardSecrecyAndKeepsTheConnection(String version) throws IOException {
        try (Rig rig = rig("");
                RawClient client = connect(rig, asking("shop.example").with(version))) {
            for (int i = 0; i < 3; i++) {
                assertThat(client.send("GET", "/" + i).read().text()).isEqualTo("ok");
            }
            assertThat(tls(client).getSession().getProtocol()).isEqualTo(version);
            assertThat(tls(client).getSession().getCipherSuite()).matches("TLS_(ECDHE_|AES_|CHACHA20_).*");
            assertThat(rig.metrics())
                    .contains("gauntlet_lb_tls_handshakes_total{listener=\"web\",version=\"" + version + "\"} 1");
        }
    }

    @Test
    void refusesOlderVersionsThanItIsTold() throws IOException {
        try (Rig rig = rig(", min-version: 1.3")) {
            assertThatThrownBy(() -> connect(rig, asking("shop.example").with("TLSv1.2")))
                    .isInstanceOf(SSLException.class);
            awaitFailure(rig, "version");
            connect(rig, asking("shop.example").with("TLSv1.3")).close();
        }
    }

    /** A ClientHello of TLS 1.1 as it stands on the wire, since Java's own does not make one any more. */
    @Test
    void refusesTls11() throws IOException {
        try (Rig rig = rig("");
                RawClient client = rig.client()) {
            String hello = "\3\2" + "r".repeat(32) + "\0" + "\0\2\u00c0\u0013" + "\1\0";
            String message = "\1\0\0" + (char) hello.length() + hello;
            client.write("\u0016\3\1\0" + (char) message.length() + message);
            assertThat(client.in().read()).isEqualTo(21);
            client.in().readNBytes(4);
            assertThat(client.in().readNBytes(2)).containsExactly(2, 70);
            assertThat(client.ended()).isTrue();
            awaitFailure(rig, "version");
        }
    }

    private static void awaitFailure(Rig rig, String reason) {
        await().untilAsserted(() -> assertThat(rig.metrics())
                .contains("gauntlet_lb_tls_failures_total{listener=\"web\",reason=\"" + reason + "\"} 1"));
    }

    @Test
    void speaksHttp1WithWhoeverOffersMore() throws IOException {
        try (Rig rig = rig("");
                RawClient client = connect(rig, asking("shop.example").offering("spdy/1", "http/1.1"))) {
            assertThat(tls(client).getApplicationProtocol()).isEqualTo("http/1.1");
            assertThat(client.send("GET", "/").read().status()).isEqualTo(200);
        }
    }

    @Test
    void tellsTheBackendWhatTheClientCameThrough() throws IOException {
        try (Rig rig = rig("");
                RawClient client = connect(rig, asking("shop.example"))) {
            client.send("GET", "/", "X-Forwarded-Proto: http", "Client-Cert: :bWU=:")
                    .read();
            client.write("GET https://shop.example/absolute HTTP/1.1\r\nHost: x\r\n\r\n")
                    .read();
            Message first = rig.backend(0).requests().get(0);
            assertThat(first.all("X-Forwarded-Proto")).containsExactly("https");
            assertThat(first.all("Client-Cert")).isEmpty();
            Message second = rig.backend(0).requests().get(1);
            assertThat(second.path()).isEqualTo("/absolute");
            assertThat(second.field("Host")).contains("shop.example");
        }
    }

    @Test
    void marksItsCookieAsSecure() throws IOException {
        try (Rig rig = rig("", "affinity: {cookie: {}}");
                RawClient client = connect(rig, asking("shop.example"))) {
            assertThat(client.send("GET", "/").read().field("Set-Cookie").orElseThrow())
                    .startsWith("SERVERID=")
                    .endsWith("; Secure");
        }
    }

    @Test
    void letsInWhoShowsACertificateOfItsAuthority() throws Exception {
        X509Bundle own = AUTHORITY.issue("client.example");
        try (Rig rig = rig(", client-ca: " + directory.resolve("ca.pem"));
                RawClient client = connect(rig, Trust.in(AUTHORITY.context(own), "shop.example"))) {
            client.send("GET", "/").read();
            String told = rig.backend(0).requests().get(0).field("Client-Cert").orElseThrow();
            byte[] der = Base64.getDecoder().decode(told.substring(1, told.length() - 1));
            assertThat(CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der)))
                    .isEqualTo(own.getCertificate());
        }
    }

    @Test
    void keepsOutWhoShowsNone() {
        try (Rig rig = rig(", client-ca: " + directory.resolve("ca.pem"))) {
            assertThatThrownBy(() -> connect(rig, asking("shop.example"))
                            .send("GET", "/")
                            .read())
                    .isInstanceOf(IOException.class);
            awaitFailure(rig, "untrusted");
            assertThat(rig.backend(0).requests()).isEmpty();
        }
    }

    @Test
    void keepsOutWhoShowsOneOfSomebodyElse() {
        var other = new Authority("Other Root");
        Trust trust = Trust.in(AUTHORITY.context(other.issue("client.example")), "shop.example");
        try (Rig rig = rig(", client-ca: " + directory.resolve("ca.pem"))) {
            assertThatThrownBy(() -> connect(rig, trust).send("GET", "/").read())
                    .isInstanceOf(IOException.class);
            awaitFailure(rig, "untrusted");
        }
    }

    @Test
    void asksForACertificateWithoutInsisting() throws IOException {
        String keys = ", client-ca: " + directory.resolve("ca.pem") + ", client-certificate: optional";
        try (Rig rig = rig(keys);
                RawClient client = connect(rig, asking("shop.example"))) {
            assertThat(client.send("GET", "/").read().status()).isEqualTo(200);
            assertThat(rig.backend(0).requests().get(0).all("Client-Cert")).isEmpty();
        }
    }

    @Test
    void tellsWhoSpeaksPlainHttpWhatIsWrong() throws IOException {
        try (Rig rig = rig("");
                RawClient client = rig.client()) {
            Message answer = client.send("GET", "/").read();
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.text()).contains("HTTPS");
            assertThat(client.ended()).isTrue();
            awaitFailure(rig, "not_tls");
        }
    }

    @Test
    void waitsForAHandshakeNoLongerThanForAHead() throws IOException {
        try (Rig rig = rig("");
                RawClient silent = rig.client();
                RawClient slow = rig.client()) {
            slow.write("\u0016\3\1");
            assertThat(silent.ended()).isTrue();
            assertThat(slow.ended()).isTrue();
            await().untilAsserted(() -> assertThat(rig.metrics())
                    .contains("gauntlet_lb_tls_failures_total{listener=\"web\",reason=\"timeout\"} 2"));
        }
    }

    @Test
    void countsNobodyWhoOnlyLooksWhetherThePortIsOpen() throws IOException {
        try (Rig rig = rig("")) {
            rig.client().close();
            connect(rig, asking("shop.example")).close();
            await().until(() -> rig.metrics().contains("gauntlet_lb_tls_handshakes_total{listener=\"web\""));
            assertThat(rig.metrics()).doesNotContain("gauntlet_lb_tls_failures_total{");
        }
    }

    @Test
    void closesWithAGoodbye() throws IOException {
        try (Rig rig = rig("");
                RawClient client = connect(rig, asking("shop.example"))) {
            client.send("GET", "/", "Connection: close").read();
            // Without a goodbye, reading here would throw.
            assertThat(client.in().read()).isNegative();
        }
    }

    @Test
    void tellsUntilWhenItsCertificatesAreValid() throws IOException {
        try (Rig rig = rig("")) {
            Set<String> lines = new HashSet<>();
            rig.metrics()
                    .lines()
                    .filter(line -> line.startsWith("gauntlet_lb_tls_certificate_not_after_seconds{"))
                    .forEach(lines::add);
            assertThat(lines).hasSize(2).allMatch(line -> line.contains(directory.toString()));
        }
    }
}
