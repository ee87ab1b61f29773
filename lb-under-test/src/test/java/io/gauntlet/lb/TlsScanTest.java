package io.gauntlet.lb;

import static org.assertj.core.api.Assertions.assertThat;

import io.gauntlet.lb.testing.Program;
import io.gauntlet.lb.testing.Rig;
import io.gauntlet.lb.testing.Secrets;
import io.netty.pkitesting.CertificateBuilder.Algorithm;
import io.netty.pkitesting.X509Bundle;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** What those find of TLS who look for weaknesses, with a certificate of each kind. */
class TlsScanTest {
    /** A key exchange whose key is thrown away, and encryption that authenticates (RFC 9325 section 4.2). */
    private static final String STRONG =
            "TLS_(AES|CHACHA20)_.*|ECDHE-(ECDSA|RSA)-(AES\\d+-GCM-SHA\\d+|CHACHA20-POLY1305)";

    @TempDir
    private Path directory;

    private Rig rig(String kind) throws Exception {
        Secrets secrets = Secrets.in(directory);
        Algorithm algorithm = kind.equals("RSA") ? Algorithm.rsa2048 : Algorithm.ecp256;
        X509Bundle bundle =
                secrets.authority().issue(builder -> builder.algorithm(algorithm), "shop.example", "127.0.0.1");
        return Rig.start(1, secrets.put("scanned", bundle).listener("scanned"));
    }

    private static List<Element> elements(Document document, String name) {
        NodeList nodes = document.getElementsByTagName(name);
        return IntStream.range(0, nodes.getLength())
                .mapToObj(nodes::item)
                .map(Element.class::cast)
                .toList();
    }

    @ParameterizedTest
    @CsvSource({"ECDSA", "RSA"})
    void sslscanFindsNothingWeak(String kind) throws Exception {
        try (Rig rig = rig(kind)) {
            String address = "127.0.0.1:" + rig.balancer().address("web").getPort();
            String report = Program.run("sslscan", "--xml=-", "--no-colour", "--sni-name=shop.example", address);
            Document document = DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new ByteArrayInputStream(report.getBytes(StandardCharsets.UTF_8)));
            assertThat(elements(document, "protocol"))
                    .filteredOn(each -> each.getAttribute("enabled").equals("1"))
                    .extracting(each -> each.getAttribute("type") + each.getAttribute("version"))
                    .containsExactly("tls1.2", "tls1.3");
            assertThat(elements(document, "cipher"))
                    .hasSizeGreaterThan(3)
                    .allSatisfy(cipher -> {
                        assertThat(cipher.getAttribute("cipher")).matches(STRONG);
                        assertThat(cipher.getAttribute("sslversion")).isIn("TLSv1.2", "TLSv1.3");
                        assertThat(cipher.getAttribute("strength")).isIn("strong", "acceptable");
                    })
                    .anyMatch(cipher -> cipher.getAttribute("cipher").contains("ECDHE-" + kind));
            assertThat(elements(document, "heartbleed"))
                    .allMatch(each -> each.getAttribute("vulnerable").equals("0"));
            assertThat(elements(document, "compression"))
                    .allMatch(each -> each.getAttribute("supported").equals("0"));
            assertThat(elements(document, "renegotiation"))
                    .allMatch(each -> each.getAttribute("supported").equals("0")
                            || each.getAttribute("secure").equals("1"));
        }
    }

    /** By name what OpenSSL would speak, where it is let: key exchange without forward secrecy, CBC, and older versions. */
    @ParameterizedTest
    @CsvSource({
        "RSA, -tls1_2 -cipher AES128-GCM-SHA256",
        "RSA, -tls1_2 -cipher AES256-SHA",
        "RSA, -tls1_2 -cipher ECDHE-RSA-AES256-SHA384",
        "RSA, -tls1_2 -cipher DHE-RSA-AES128-GCM-SHA256",
        "RSA, -tls1_2 -cipher aNULL:eNULL:@SECLEVEL=0",
        "RSA, -tls1_1 -cipher ALL:@SECLEVEL=0",
        "RSA, -tls1 -cipher ALL:@SECLEVEL=0",
        "ECDSA, -tls1_2 -cipher ECDHE-ECDSA-AES256-SHA",
        "ECDSA, -tls1 -cipher ALL:@SECLEVEL=0"
    })
    void opensslComesToNoTerms(String kind, String options) throws Exception {
        try (Rig rig = rig(kind)) {
            String address = "127.0.0.1:" + rig.balancer().address("web").getPort();
            String[] arguments = ("s_client -connect " + address + " -servername shop.example " + options).split(" ");
            assertThat(Program.run("openssl", arguments)).contains("alert", "Cipher is (NONE)");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "RSA, -tls1_2, TLSv1.2",
        "RSA, -tls1_3, TLSv1.3",
        "ECDSA, -tls1_2, TLSv1.2",
        "ECDSA, -tls1_3, TLSv1.3",
        "RSA, -tls1_2 -cipher ECDHE-RSA-CHACHA20-POLY1305, ECDHE-RSA-CHACHA20-POLY1305",
        "ECDSA, -tls1_2 -cipher ECDHE-ECDSA-AES256-GCM-SHA384, ECDHE-ECDSA-AES256-GCM-SHA384",
        "ECDSA, -tls1_3 -ciphersuites TLS_CHACHA20_POLY1305_SHA256, TLS_CHACHA20_POLY1305_SHA256"
    })
    void opensslComesToTerms(String kind, String options, String expected) throws Exception {
        try (Rig rig = rig(kind)) {
            String address = "127.0.0.1:" + rig.balancer().address("web").getPort();
            String[] arguments = ("s_client -CAfile " + directory.resolve("ca.pem") + " -connect " + address
                            + " -servername shop.example " + options)
                    .split(" ");
            assertThat(Program.run("openssl", arguments)).contains(expected, "Verify return code: 0 (ok)");
        }
    }

    @ParameterizedTest
    @CsvSource({"--http1.0, HTTP/1.1 200", "--http1.1, HTTP/1.1 200", "--http2, HTTP/2 200"})
    void curlOverTls(String version, String expected) throws Exception {
        try (Rig rig = rig("ECDSA")) {
            String url = "https://127.0.0.1:" + rig.balancer().address("web").getPort() + "/";
            String[] options = {
                "-sS", "-i", "--cacert", directory.resolve("ca.pem").toString(), version, "-d", "a=b", url
            };
            assertThat(Program.run("curl", options)).startsWith(expected).endsWith("ok");
            assertThat(rig.backend(0).requests().get(0).text()).isEqualTo("a=b");
        }
    }
}
