package io.gauntlet.lb.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gauntlet.lb.config.ConfigException;
import io.gauntlet.lb.config.ConfigFile;
import io.gauntlet.lb.testing.Authority;
import io.netty.handler.ssl.SslProvider;
import io.netty.pkitesting.CertificateBuilder.Algorithm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What files of certificates and keys may hold, and what is said of those that hold something else. */
class TlsFilesTest {
    private static final Authority AUTHORITY = new Authority("Test Root");

    @TempDir
    private Path directory;

    @BeforeEach
    void issue() throws IOException {
        Authority.write(directory, "a", AUTHORITY.issue("a.example"));
    }

    private String yaml() {
        return """
                listeners:
                  - name: web
                    bind: 127.0.0.1:0
                    tls:
                      client-ca: %1$s/ca.pem
                      certificates:
                        - certificate: %1$s/a.pem
                          key: %1$s/a.key
                    routes: [{pool: web}]
                pools: [{name: web, backends: [{id: a, address: "127.0.0.1:1"}]}]
                """.formatted(directory);
    }

    private String yamlWithoutClients() {
        return yaml().replaceFirst("      client-ca: .*\n", "");
    }

    private TlsStore.Plan read(String yaml) {
        return TlsStore.read(ConfigFile.parse("lb.yaml", yaml));
    }

    private void assertRefused(String yaml, String message) {
        assertThatThrownBy(() -> read(yaml))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("lb.yaml:")
                .hasMessageContaining(message)
                .message()
                .doesNotContain("\n", "BEGIN CERT");
    }

    @ParameterizedTest
    @EnumSource(
            value = Algorithm.class,
            names = {"rsa2048", "ecp256", "ecp384"})
    void takesKeysOfTheseKinds(Algorithm algorithm) throws IOException {
        Authority.write(directory, "a", AUTHORITY.issue(builder -> builder.algorithm(algorithm), "a.example"));
        assertThatCode(() -> read(yamlWithoutClients())).doesNotThrowAnyException();
    }

    /** As OpenSSL writes them. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "openssl rsa -traditional -in a.key -out b.key",
                "openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out b.key",
                "openssl ecparam -name prime256v1 -genkey -out b.key",
                "openssl ec -in a.key -aes128 -passout pass:secret -out b.key",
                "openssl pkcs8 -topk8 -v2 aes128 -passout pass:secret -in a.key -out b.key"
            })
    void takesTheFormsOfOpenSslButNoPassphrase(String command) throws Exception {
        if (command.contains(" rsa ")) {
            Authority.write(directory, "a", AUTHORITY.issue(builder -> builder.rsa2048(), "a.example"));
        }
        openssl(command);
        Files.move(directory.resolve("b.key"), directory.resolve("a.key"), StandardCopyOption.REPLACE_EXISTING);
        if (command.contains("secret")) {
            assertRefused(yamlWithoutClients(), "a.key': the key is encrypted (expected: one without a passphrase");
            return;
        }
        if (command.contains(" -in ")) {
            assertThatCode(() -> read(yamlWithoutClients())).doesNotThrowAnyException();
        } else {
            // Of another certificate, but read it was.
            assertRefused(yamlWithoutClients(), "a.key': not the key of '");
        }
    }

    private void openssl(String command) throws Exception {
        Process process;
        try {
            process = new ProcessBuilder(List.of(command.split(" ")))
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            assumeTrue(false, "no openssl on the path");
            return;
        }
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }

    @Test
    void saysWhichFileIsNotThere() throws IOException {
        Files.delete(directory.resolve("a.pem"));
        assertRefused(
                yamlWithoutClients(),
                "lb.yaml:6:24: certificate: '" + directory.resolve("a.pem") + "': no such file (expected: a PEM file)");
    }

    @Test
    void saysWhichKeyIsNotThere() throws IOException {
        Files.delete(directory.resolve("a.key"));
        assertRefused(yamlWithoutClients(), "lb.yaml:7:16: key: '" + directory.resolve("a.key") + "': no such file");
    }

    @Test
    void saysWhichAuthorityIsNotThere() {
        assertRefused(yaml(), "lb.yaml:5:18: client-ca: '" + directory.resolve("ca.pem") + "': no such file");
    }

    @Test
    void refusesTheKeyOfAnotherCertificate() throws IOException {
        Files.writeString(
                directory.resolve("a.key"), AUTHORITY.issue("b.example").getPrivateKeyPEM());
        assertRefused(
                yamlWithoutClients(),
                "a.key': not the key of '" + directory.resolve("a.pem") + "' (expected: the key that");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no PEM", "\u0000\u0001\u00ff"})
    void refusesWhatIsNotPem(String text) throws IOException {
        Files.writeString(directory.resolve("a.pem"), text);
        assertRefused(yamlWithoutClients(), "a.pem': not PEM (expected: a certificate, then those of its issuers");
    }

    @Test
    void refusesHalfACertificate() throws IOException {
        String whole = Files.readString(directory.resolve("a.pem"));
        Files.writeString(directory.resolve("a.pem"), whole.substring(0, 200) + "\n-----END CERTIFICATE-----\n");
        assertRefused(yamlWithoutClients(), "a.pem': not a certificate (expected: ");
    }

    @Test
    void refusesAKeyWhereACertificateBelongs() throws IOException {
        Files.copy(directory.resolve("a.key"), directory.resolve("ca.pem"));
        assertRefused(yaml(), "ca.pem': no certificate in it (expected: certificates of those who issue clients')");
    }

    @Test
    void refusesACertificateWhereAKeyBelongs() throws IOException {
        Files.writeString(directory.resolve("a.key"), Files.readString(directory.resolve("a.pem")));
        assertRefused(yamlWithoutClients(), "a.key': no private key in it (expected: the private key");
    }

    @Test
    void takesAnExpiredCertificateWhichIsForItsClientsToJudge() throws IOException {
        Instant past = Instant.now().minusSeconds(3_600);
        Authority.write(
                directory,
                "a",
                AUTHORITY.issue(
                        builder -> builder.notBefore(past.minusSeconds(60)).notAfter(past), "a.example"));
        assertThatCode(() -> read(yamlWithoutClients())).doesNotThrowAnyException();
    }

    @Test
    void hasBoringSslHere() {
        assumeTrue(System.getProperty("os.arch").equals("amd64"), "BoringSSL is not taken for this machine");
        assertThat(Suites.provider()).isEqualTo(SslProvider.OPENSSL);
    }
}
