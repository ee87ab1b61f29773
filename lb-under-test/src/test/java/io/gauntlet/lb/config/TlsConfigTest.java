package io.gauntlet.lb.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TlsConfigTest {
    private static final String TLS = "tls: {certificates: [{certificate: a.pem, key: a.key}]}";

    private static BalancerConfig parse(String listeners, String pool) {
        return ConfigFile.parse(
                "lb.yaml",
                "listeners:\n" + listeners + "pools:\n" + "  - {name: web, backends: [{id: a, address: \"h:1\"}]" + pool
                        + "}\n");
    }

    private static String listener(String name, String keys) {
        return "  - {name: " + name + ", bind: \"h:1\", " + keys + "}\n";
    }

    private static PemFile file(String name) {
        return new PemFile(Path.of(name), "");
    }

    @Test
    void hasTheDefaultsThatPeopleRelyOn() {
        ListenerConfig listener = parse(listener("t", TLS + ", routes: [{pool: web}]"), "")
                .listeners()
                .get(0);
        TlsConfig tls = listener.tls().orElseThrow();
        assertThat(tls.identities()).containsExactly(new TlsConfig.Identity(file("a.pem"), file("a.key")));
        assertThat(tls.minVersion()).isEqualTo(TlsVersion.V1_2);
        assertThat(tls.clients()).isEmpty();
        assertThat(listener.redirect()).isEmpty();
        assertThat(listener.halfClose()).isEqualTo(HalfClose.GONE);
    }

    @Test
    void asksClientsForCertificatesAndInsistsUnlessTold() {
        String more = ", client-ca: c.pem}";
        String tls = TLS.substring(0, TLS.length() - 1);
        assertThat(clients(tls + more)).contains(new TlsConfig.Clients(file("c.pem"), true));
        assertThat(clients(tls + more.replace("}", ", client-certificate: optional}")))
                .contains(new TlsConfig.Clients(file("c.pem"), false));
    }

    private static Optional<TlsConfig.Clients> clients(String tls) {
        return parse(listener("t", tls + ", routes: [{pool: web}]"), "")
                .listeners()
                .get(0)
                .tls()
                .orElseThrow()
                .clients();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            nullValues = "nowhere",
            value = {
                "routes: [{pool: web}]; one; ",
                "routes: [{pool: web}], redirect: two; two; ",
                "redirect: two, redirect-port: 443; two; 443",
                "routes: [{pool: web}], redirect: none; nowhere; "
            })
    void sendsPlainRequestsToTlsUnlessTold(String keys, String to, Integer port) {
        BalancerConfig config = parse(
                listener("plain", keys)
                        + listener("one", TLS + ", routes: [{pool: web}]")
                        + listener("two", TLS + ", routes: [{pool: web}]"),
                "");
        OptionalInt given = port == null ? OptionalInt.empty() : OptionalInt.of(port);
        assertThat(config.listeners().get(0).redirect())
                .isEqualTo(to == null ? Optional.empty() : Optional.of(new RedirectConfig(to, given)));
        assertThat(config.listeners().get(1).redirect()).isEmpty();
    }

    @Test
    void sendsNobodyAnywhereWithoutTls() {
        assertThat(parse(listener("t", "routes: [{pool: web}]"), "")
                        .listeners()
                        .get(0)
                        .redirect())
                .isEmpty();
    }

    @Test
    void securesWhatGoesToBackends() {
        BackendTlsConfig plainest = upstream("{}");
        assertThat(plainest)
                .isEqualTo(new BackendTlsConfig(Optional.empty(), Optional.empty(), true, Optional.empty()));
        assertThat(upstream("{ca: c.pem, server-name: shop.internal, certificate: a.pem, key: a.key}"))
                .isEqualTo(new BackendTlsConfig(
                        Optional.of(file("c.pem")),
                        Optional.of("shop.internal"),
                        true,
                        Optional.of(new TlsConfig.Identity(file("a.pem"), file("a.key")))));
    }

    private static BackendTlsConfig upstream(String tls) {
        return parse(listener("t", "routes: [{pool: web}]"), ", upstream: {tls: " + tls + "}")
                .pools()
                .get(0)
                .policy()
                .forward()
                .upstream()
                .tls()
                .orElseThrow();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "tls: {}, routes: [{pool: web}]; 2:33: 'certificates' is missing",
                "tls: {certificates: [{certificate: a.pem}]}, routes: [{pool: web}]; 2:49: 'key' is missing",
                "tls: {certificates: [], min-version: 1.1}; 2:48: certificates: nothing (expected: at least one)",
                "tls: {certificates: [{certificate: a, key: b}], min-version: 1.1}; 2:89: min-version: '1.1' (expected: 1.2, 1.3",
                "tls: {certificates: [{certificate: a, key: b}], client-certificate: optional}; 2:96: client-certificate: means nothing without client-ca",
                "tls: {certificates: [{certificate: a, key: b}]}, redirect: t, routes: [{pool: web}]; 2:87: redirect: means nothing with tls",
                "tls: {certificates: [{certificate: a, key: b}]}, half-close: answered, routes: [{pool: web}]; 2:89: half-close: answered (expected: gone, or no tls)",
                "routes: [{pool: web}], half-close: no; 2:63: half-close: 'no' (expected: answered, gone)",
                "routes: [{pool: web}], redirect: t; 2:61: redirect: 't' (expected: none: the name of a listener with tls)",
                "routes: [{pool: web}], redirect-port: 443; 2:66: redirect-port: means nothing here",
                "protocol: tcp, pool: web, tls: {}; 2:59: tls: means nothing to tcp"
            })
    void saysWhatIsWrongWithAListener(String keys, String message) {
        assertThatThrownBy(() -> parse(listener("t", keys), ""))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("lb.yaml:" + message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '"',
            value = {
                "{verify: false, ca: a.pem}; ca: means nothing with verify: false",
                "{verify: no}; verify: 'no' (expected: false, true",
                "{server-name: 'a b'}; server-name: 'a b' (expected: a name such as shop.internal, or an address)",
                "{certificate: a.pem}; 'key' is missing",
                "{key: a.key}; 'certificate' is missing"
            })
    void saysWhatIsWrongWithAPool(String tls, String message) {
        assertThatThrownBy(() -> upstream(tls))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(message)
                .hasMessageStartingWith("lb.yaml:4:");
    }
}
