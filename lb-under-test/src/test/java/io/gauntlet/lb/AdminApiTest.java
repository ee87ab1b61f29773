package io.gauntlet.lb;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gauntlet.lb.config.ConfigFile;
import io.gauntlet.lb.testing.Message;
import io.gauntlet.lb.testing.RawClient;
import io.gauntlet.lb.testing.Rig;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The admin API as its callers see it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AdminApiTest {
    private Rig rig;

    @BeforeAll
    void start() {
        rig = Rig.start(2);
    }

    @AfterAll
    void stop() {
        rig.close();
    }

    @Test
    void describesPools() throws IOException {
        rig.get("/");
        JsonNode pool = new ObjectMapper().readTree(rig.pools()).path("pools").path(0);
        assertThat(pool.path("name").asText()).isEqualTo("web");
        assertThat(pool.path("algorithm").asText()).isEqualTo("round-robin");
        assertThat(pool.path("minimumHealthyHosts").asInt()).isEqualTo(1);
        assertThat(pool.path("belowMinimum").isBoolean()).isTrue();
        JsonNode backend = pool.path("backends").path(0);
        assertThat(backend.path("id").asText()).isEqualTo("b1");
        assertThat(backend.path("address").asText())
                .isEqualTo("127.0.0.1:" + rig.backend(0).port());
        assertThat(backend.path("weight").asInt()).isEqualTo(1);
        assertThat(backend.path("state").asText()).isEqualTo("HEALTHY");
        assertThat(backend.path("inFlight").asInt(-1)).isZero();
        assertThat(backend.path("requests").isIntegralNumber()).isTrue();
    }

    @Test
    void tellsThatItLivesAndServes() {
        assertThat(rig.admin("GET", "/health/live", "").statusCode()).isEqualTo(200);
        assertThat(rig.admin("GET", "/health/ready", "").statusCode()).isEqualTo(200);
    }

    @Test
    void countsAnswersInMetrics() throws IOException {
        rig.get("/");
        HttpResponse<String> metrics = rig.admin("GET", "/metrics", "");
        assertThat(metrics.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/plain; version=0.0.4");
        assertThat(metrics.body())
                .containsPattern("gauntlet_lb_answers_total\\{pool=\"web\",backend=\"b[12]\",code=\"200\"} \\d+");
        assertThat(metrics.body().lines())
                .allMatch(line -> line.startsWith("# ") || line.matches("[a-z_]+(\\{.*})? \\d+(\\.\\d+)?"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "404 | GET | /nothing | '' | nothing at /nothing",
                "404 | GET | /api/v2/pools | '' | nothing at",
                "404 | POST | /api/v1/pools/x/backends/b1/drain | '' | no pool 'x'",
                "404 | POST | /api/v1/pools/web/backends/b9/drain | '' | no backend 'b9' in pool 'web'",
                "404 | POST | /api/v1/pools/web/backends/b1/explode | '' | nothing at",
                "405 | POST | /api/v1/pools | '' | method POST (expected: GET)",
                "405 | GET | /api/v1/pools/web/backends/b1/drain | '' | (expected: POST)",
                "405 | PUT | /api/v1/pools/web/backends | '' | (expected: POST)",
                "405 | POST | /api/v1/pools/web/backends/b1 | '' | (expected: DELETE or PATCH)",
                "404 | PATCH | /api/v1/pools/x/backends/b1 | '{\"weight\":5}' | no pool 'x'",
                "404 | PATCH | /api/v1/pools/web/backends/b9 | '{\"weight\":5}' | no backend 'b9' in pool 'web'",
                "400 | PATCH | /api/v1/pools/web/backends/b1 | '' | is missing (expected: 1 to 256)",
                "400 | PATCH | /api/v1/pools/web/backends/b1 | '{\"weight\":0}' | weight: 0 (expected: 1 to 256)",
                "400 | PATCH | /api/v1/pools/web/backends/b1 | '{\"weight\":257}' | weight: 257 (expected: 1 to 256)",
                "400 | PATCH | /api/v1/pools/web/backends/b1 | '{\"weight\":1.5}' | weight: 1.5 (expected: a whole number)",
                "400 | PATCH | /api/v1/pools/web/backends/b1 | '{\"weight\":\"5\"}' | (expected: a whole number)",
                "400 | PATCH | /api/v1/pools/web/backends/b1 | '{\"wieght\":5}' | unknown key 'wieght' (known: weight)",
                "405 | POST | /api/v1/config | '' | (expected: GET)",
                "405 | GET | /api/v1/reload | '' | (expected: POST)",
                "400 | POST | /api/v1/reload | '{\"file\":\"x\"}' | the body is not empty",
                "503 | POST | /api/v1/reload | '' | not started from a file",
                "400 | POST | /api/v1/pools/web/backends/b1/drain | '{\"grace\":\"5\"}' | grace: '5' (expected: a time",
                "400 | POST | /api/v1/pools/web/backends/b1/drain | '{\"grce\":\"5s\"}' | unknown key 'grce' (known: grace)",
                "400 | POST | /api/v1/pools/web/backends/b1/drain | 'x' | the body is not JSON",
                "400 | DELETE | /api/v1/pools/web/backends/b1?grce=5s | '' | unknown parameter 'grce'",
                "400 | POST | /api/v1/pools/web/backends | '{\"id\":\"b3\"}' | is missing (expected: a text)",
                "400 | POST | /api/v1/pools/web/backends | '{\"id\":\"b3\",\"address\":\"x\"}' | address: 'x' (expected: host:port",
                "400 | POST | /api/v1/pools/web/backends | '{\"id\":\"b/3\",\"address\":\"127.0.0.1:1\"}' | id: 'b/3'",
                "400 | POST | /api/v1/pools/web/backends | '{\"id\":\"b3\",\"address\":\"127.0.0.1:1\",\"weight\":0}' | weight: 0",
                "400 | POST | /api/v1/pools/web/backends | '{\"id\":\"b3\",\"address\":\"127.0.0.1:1\",\"weight\":\"x\"}' | weight: ",
                "409 | POST | /api/v1/pools/web/backends | '{\"id\":\"b1\",\"address\":\"127.0.0.1:1\"}' | backend 'b1' is there already",
                "400 | GET | /api/v1/pools/%zz | '' | malformed",
            })
    void saysWhatIsWrongWithACall(int status, String method, String path, String body, String message)
            throws IOException {
        try (RawClient client = RawClient.connect(rig.balancer().address("admin"))) {
            client.write(method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + body.length()
                    + "\r\n\r\n" + body);
            Message answer = client.read();
            assertThat(answer.status()).isEqualTo(status);
            assertThat(new ObjectMapper().readTree(answer.text()).path("error").asText())
                    .contains(message);
        }
        assertThat(rig.pools()).doesNotContain("DRAINING");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "403 | GET  | Host: 127.0.0.1~Origin: http://evil.test",
                "403 | POST | Host: 127.0.0.1~Origin: null",
                "403 | POST | Host: localhost~User-Agent: Mozilla/5.0 (X11)",
                "403 | DELETE | Host: localhost~User-Agent: mozilla/5.0",
                "403 | GET  | Host: evil.test:9900",
                "403 | GET  | Host: 127.0.0.1.evil.test",
                "403 | GET  | Host: 192.0.2.1",
                "403 | GET  | Host: localhost~Host: evil.test",
                "403 | GET  | Accept: */*",
                "200 | GET  | Host: 127.0.0.1:9900~User-Agent: Mozilla/5.0",
                "200 | GET  | Host: LocalHost:9900",
                "200 | GET  | Host: [::1]:9900",
                "405 | POST | Host: [::1]~User-Agent: curl/8",
            })
    void keepsWebPagesOut(int status, String method, String fields) throws IOException {
        assertThat(raw(rig.balancer(), method, "/api/v1/pools", fields)).isEqualTo(status);
        assertThat(raw(rig.balancer(), "GET", "/health/live", fields)).isEqualTo(200);
    }

    private static int raw(Balancer balancer, String method, String path, String fields) throws IOException {
        try (RawClient client = RawClient.connect(balancer.address("admin"))) {
            client.write(method + " " + path + " HTTP/1.1\r\n" + fields.replace("~", "\r\n") + "\r\n\r\n");
            return client.read().status();
        }
    }

    @Test
    void wantsItsToken(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("token"), "secret\n");
        String yaml = Rig.yaml(rig.backends()) + "admin: {bind: 127.0.0.1:0, token-file: " + file + "}\n";
        try (Balancer balancer = Balancer.start(ConfigFile.parse("test.yaml", yaml))) {
            assertThat(status(balancer, "/api/v1/pools")).isEqualTo(401);
            assertThat(status(balancer, "/metrics", "Authorization: Bearer wrong"))
                    .isEqualTo(401);
            assertThat(status(balancer, "/metrics", "Authorization: Basic secret"))
                    .isEqualTo(401);
            assertThat(status(balancer, "/api/v1/pools", "Authorization: Bearer secret"))
                    .isEqualTo(200);
            assertThat(status(balancer, "/metrics", "Authorization: Bearer secret", "Origin: http://page.test"))
                    .isEqualTo(200);
            assertThat(status(balancer, "/health/live")).isEqualTo(200);
        }
    }

    private static int status(Balancer balancer, String path, String... fields) throws IOException {
        try (RawClient client = RawClient.connect(balancer.address("admin"))) {
            return client.send("GET", path, fields).read().status();
        }
    }
}
