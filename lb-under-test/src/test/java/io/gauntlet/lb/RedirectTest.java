package io.gauntlet.lb;

import static org.assertj.core.api.Assertions.assertThat;

import io.gauntlet.lb.testing.Authority;
import io.gauntlet.lb.testing.Message;
import io.gauntlet.lb.testing.RawClient;
import io.gauntlet.lb.testing.Rig;
import io.gauntlet.lb.testing.Secrets;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Plain requests beside a listener that has TLS. */
class RedirectTest {
    @TempDir
    private Path directory;

    private Secrets secrets = new Secrets(Path.of(""), new Authority("unused"));

    @BeforeEach
    void issue() throws IOException {
        secrets = Secrets.in(directory);
    }

    /** A plain listener {@code web} with these keys, beside one {@code secure}. */
    private Rig rig(String plain) {
        return Rig.start(
                1,
                "listeners: [{name: web, bind: '127.0.0.1:0', " + plain
                        + "}, {name: secure, bind: '127.0.0.1:0', tls: {certificates: [{" + secrets.identity("shop")
                        + "}]}, routes: [{pool: web}]}]");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, shop.example, /a/b?c=d",
        "HEAD, shop.example:8080, /",
        "POST, 127.0.0.1, /form",
        "OPTIONS, '[::1]:80', /",
        "PUT, shop.example:, //other.example/"
    })
    void sendsThemThere(String method, String host, String path) throws IOException {
        try (Rig rig = rig("redirect: secure");
                RawClient client = rig.client()) {
            client.write(method + " " + path + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
            Message answer = method.equals("HEAD") ? client.readToHead() : client.read();
            assertThat(answer.status()).isEqualTo(308);
            String name = host.replaceAll(":[0-9]*$", "");
            assertThat(answer.field("Location"))
                    .contains("https://" + name + ":"
                            + rig.balancer().address("secure").getPort() + path);
            assertThat(answer.field("Cache-Control")).contains("no-store");
            assertThat(rig.backend(0).requests()).isEmpty();
            assertThat(rig.metrics()).contains("gauntlet_lb_own_answers_total{reason=\"redirect\"} 1");
        }
    }

    @Test
    void leavesOutThePortThatNobodyNames() throws IOException {
        try (Rig rig = rig("redirect: secure, redirect-port: 443")) {
            assertThat(rig.get("/a").field("Location")).contains("https://test/a");
        }
    }

    @Test
    void doesSoWithoutAWord() throws IOException {
        try (Rig rig = rig("routes: [{pool: web}]")) {
            assertThat(rig.get("/").status()).isEqualTo(308);
        }
    }

    @Test
    void servesThemIfSoTold() throws IOException {
        try (Rig rig = rig("redirect: none, routes: [{pool: web}]")) {
            assertThat(rig.get("/").status()).isEqualTo(200);
            try (RawClient client = RawClient.connect(rig.balancer().address("secure"), secrets.trust())) {
                assertThat(client.send("GET", "/").read().status()).isEqualTo(200);
            }
        }
    }

    /** As behind a proxy that ends the clients' TLS: told to come by TLS, they would come the same way again, for ever. */
    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, X-Forwarded-Proto: https, 200",
        "127.0.0.1, x-forwarded-proto: HTTPS, 200",
        "127.0.0.1, X-Forwarded-Proto: http, 308",
        "127.0.0.1, Forwarded: for=192.0.2.7;proto=https;host=shop, 200",
        "127.0.0.1, 'Forwarded: for=\"[2001:db8::7]\"; proto=\"https\"', 200",
        "127.0.0.1, Forwarded: for=192.0.2.7;proto=http, 308",
        "127.0.0.1, Forwarded: for=192.0.2.7;proto=https-ish, 308",
        "127.0.0.1, Forwarded: for=192.0.2.7;note=proto=https, 308",
        "127.0.0.1, X-Other: https, 308",
        "10.0.0.1, X-Forwarded-Proto: https, 308",
        "10.0.0.1, Forwarded: proto=https, 308"
    })
    void leavesThoseAloneWhoHaveComeByTls(String trusted, String claim, int status) throws IOException {
        try (Rig rig = rig("trusted-proxies: [" + trusted + "], redirect: secure, routes: [{pool: web}]")) {
            assertThat(rig.get("/a", claim).status()).isEqualTo(status);
        }
    }

    /** A client behind proxies of which each adds to what is said can say what it likes itself. */
    @ParameterizedTest
    @CsvSource({
        "'192.0.2.7', 'https, http', 308",
        "'192.0.2.7', 'http, https', 200",
        "'192.0.2.7, 127.0.0.9', 'https, http', 200",
        "'192.0.2.7, 127.0.0.9', 'https, http, http', 308",
        "'192.0.2.7, 127.0.0.9, 127.0.0.8', 'https', 200",
        "'127.0.0.9, 192.0.2.7', 'https, http', 308"
    })
    void believesOnlyWhatTrustedProxiesSay(String way, String schemes, int status) throws IOException {
        try (Rig rig = rig("trusted-proxies: [127.0.0.0/8], redirect: secure, routes: [{pool: web}]")) {
            assertThat(rig.get("/", "X-Forwarded-For: " + way, "X-Forwarded-Proto: " + schemes)
                            .status())
                    .isEqualTo(status);
        }
    }

    @Test
    void hasNothingForThemWithoutRoutes() throws IOException {
        try (Rig rig = rig("trusted-proxies: [127.0.0.1], redirect: secure")) {
            assertThat(rig.get("/").status()).isEqualTo(308);
            assertThat(rig.get("/", "X-Forwarded-Proto: https").status()).isEqualTo(404);
        }
    }

    /** Whoever can put these into somebody's request could else send him anywhere. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example:80:90",
                "a b",
                "user@evil.example",
                "evil.example%0d%0aSet-Cookie:x",
                "evil.example;x",
                "[::1",
                "evil.example:http",
                ":80"
            })
    void makesNoLocationOfAHostThatIsNone(String host) throws IOException {
        try (Rig rig = rig("redirect: secure");
                RawClient client = rig.client()) {
            client.write("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
            Message answer = client.read();
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.field("Location")).isEmpty();
        }
    }

    @Test
    void cannotSendAnybodyWhoNamesNoHost() throws IOException {
        try (Rig rig = rig("redirect: secure");
                RawClient client = rig.client()) {
            assertThat(client.write("GET / HTTP/1.0\r\n\r\n").read().status()).isEqualTo(400);
        }
    }
}
