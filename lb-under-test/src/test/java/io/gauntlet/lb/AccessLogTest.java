package io.gauntlet.lb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gauntlet.lb.config.ConfigException;
import io.gauntlet.lb.testing.Message;
import io.gauntlet.lb.testing.RawClient;
import io.gauntlet.lb.testing.Rig;
import io.gauntlet.lb.testing.StreamClient;
import io.gauntlet.lb.testing.TestingBackend;
import io.gauntlet.lb.testing.TestingBackend.Behaviour;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A line for every request, whatever became of it, and the name by which it is told of. */
class AccessLogTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    private Path log;
    private Path file;
    private Rig rig;

    @BeforeEach
    void start() throws IOException {
        log = folder.resolve("access.log");
        file = folder.resolve("lb.yaml");
        var backend = TestingBackend.start("b1");
        Files.writeString(file, yaml(backend, "trusted-proxies: [127.0.0.2]"));
        rig = Rig.start(Rig.ordered(), file, List.of(backend)).awaitState("HEALTHY");
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    private String yaml(TestingBackend backend, String listener) {
        String listeners = "listeners: [{name: web, bind: 127.0.0.1:0, timeouts: {head: 500ms, idle-client: 500ms}, "
                + listener + ", routes: [{path-prefix: /x, pool: web}, {path-prefix: /, pool: web}]}]";
        return Rig.yaml(new ArrayList<>(List.of(backend)), listeners, "timeouts: {answer: 500ms}")
                + "access-log: {file: " + log + "}\n";
    }

    private List<JsonNode> lines() {
        try {
            return Files.readAllLines(log).stream().map(AccessLogTest::parse).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode parse(String line) {
        try {
            return JSON.readTree(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private JsonNode line() {
        await().until(() -> lines().size() == 1);
        return lines().get(0);
    }

    private static String end(JsonNode line) {
        return line.get("end").asText();
    }

    @Test
    void tellsOfARequestAndItsAnswer() throws IOException {
        try (RawClient client = rig.client()) {
            client.sendBody("POST", "/x?token=secret", "abc").read();
        }
        JsonNode line = line();
        assertThat(line.get("method").asText()).isEqualTo("POST");
        assertThat(line.get("path").asText()).isEqualTo("/x");
        assertThat(line.get("host").asText()).isEqualTo("test");
        assertThat(line.get("protocol").asText()).isEqualTo("HTTP/1.1");
        assertThat(line.get("client").asText()).isEqualTo("127.0.0.1");
        assertThat(line.get("status").asInt()).isEqualTo(200);
        assertThat(line.get("bytes_received").asInt()).isEqualTo(3);
        assertThat(line.get("bytes_sent").asInt()).isEqualTo(2);
        assertThat(line.get("backend").asText()).isEqualTo("b1");
        assertThat(line.get("retries").asInt()).isZero();
        assertThat(line.get("answer_ms").asDouble())
                .isLessThanOrEqualTo(line.get("total_ms").asDouble());
        assertThat(end(line)).isEqualTo("whole");
        assertThat(line.toString()).doesNotContain("secret");
        Message request = rig.backend(0).requests().get(0);
        assertThat(request.field("X-Request-Id")).contains(line.get("id").asText());
    }

    @Test
    void keepsTheNameThatARequestHas() throws IOException {
        rig.get("/", "X-Request-Id: mine-7");
        assertThat(line().get("id").asText()).isEqualTo("mine-7");
    }

    @Test
    void takesNoNameThatWouldNotFitIntoALog() throws IOException {
        rig.get("/", "X-Request-Id: a\"b");
        assertThat(line().get("id").asText()).hasSize(32);
    }

    @Test
    void tellsOfWhatIsMalformed() throws IOException {
        try (RawClient client = rig.client()) {
            Message answer = client.write("GET / HTTP/1.1\nHost: a\n\n").read();
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.field("X-Request-Id")).isPresent();
        }
        JsonNode line = line();
        assertThat(end(line)).isEqualTo("bad_request");
        assertThat(line.get("status").asInt()).isEqualTo(400);
        assertThat(line.has("method")).isFalse();
    }

    @Test
    void tellsOfAHeadThatDoesNotComeToItsEnd() throws IOException {
        try (RawClient client = rig.client()) {
            assertThat(client.write("GET / HT").read().status()).isEqualTo(408);
        }
        assertThat(end(line())).isEqualTo("request_timeout");
    }

    @Test
    void tellsOfABackendThatDoesNotAnswer() throws IOException {
        rig.backend(0).behaving((head, link, journal) -> link.in().read() >= 0);
        assertThat(rig.get("/").status()).isEqualTo(504);
        JsonNode line = line();
        assertThat(end(line)).isEqualTo("answer_timeout");
        assertThat(line.get("backend").asText()).isEqualTo("b1");
        assertThat(line.get("status").asInt()).isEqualTo(504);
    }

    @Test
    void tellsOfAnAnswerThatBreaksOff() throws IOException {
        rig.backend(0).behaving(Behaviour.writeAndClose("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"));
        assertThat(rig.get("/").whole()).isFalse();
        JsonNode line = line();
        assertThat(end(line)).isEqualTo("answer_broken");
        assertThat(line.get("status").asInt()).isEqualTo(200);
        assertThat(line.get("bytes_sent").asInt()).isEqualTo(3);
    }

    @Test
    void tellsOfAClientThatLeaves() throws IOException {
        rig.backend(0).behaving((head, link, journal) -> link.in().read() >= 0);
        try (RawClient client = rig.client()) {
            client.send("GET", "/");
            await().until(() -> rig.pools().contains("\"inFlight\":1"));
        }
        JsonNode line = line();
        assertThat(end(line)).isEqualTo("client_gone");
        assertThat(line.get("status").asInt()).isZero();
    }

    @Test
    void tellsOfStreamsOfHttp2() {
        try (StreamClient client = StreamClient.connect(rig.balancer().address("web"))) {
            assertThat(client.send("GET", "/two").read().status()).isEqualTo(200);
            await().until(() -> lines().size() == 1);
            assertThat(client.send("G T", "/").read().error()).isPositive();
            await().until(() -> lines().size() == 2);
        }
        assertThat(lines().get(0).get("protocol").asText()).isEqualTo("HTTP/2");
        assertThat(lines().get(0).get("path").asText()).isEqualTo("/two");
        assertThat(end(lines().get(1))).isEqualTo("malformed");
    }

    @Test
    void opensItsFileAnewAtAReload() throws IOException {
        rig.get("/one");
        await().until(() -> lines().size() == 1);
        Path moved = folder.resolve("access.log.1");
        Files.move(log, moved);
        assertThat(rig.admin("POST", "/api/v1/reload", "").statusCode()).isEqualTo(200);
        rig.get("/two");
        assertThat(line().get("path").asText()).isEqualTo("/two");
        assertThat(Files.readAllLines(moved)).hasSize(1);
        assertThat(rig.metrics()).contains("gauntlet_lb_access_log_lost_total 0");
    }

    @Test
    void refusesAFileThatCannotBeWritten() throws IOException {
        Files.writeString(file, Files.readString(file).replace(log.toString(), folder + "/no/such/access.log"));
        assertThat(rig.admin("POST", "/api/v1/reload", "").body()).contains("access-log: file: ", "no such folder");
        assertThatThrownBy(() -> Balancer.start(file, Assembly.standard()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("no such folder (expected: a file that can be written to)");
    }

    @Test
    void writesWhatWasAnsweredBeforeAStop() throws IOException {
        for (int i = 0; i < 100; i++) {
            rig.get("/" + i);
        }
        rig.balancer().close();
        assertThat(lines()).hasSize(100);
    }

    @Test
    void believesATrustedProxyAboutTheClient() throws IOException {
        String[] claims = {"X-Forwarded-For: 9.9.9.9, 127.0.0.2", "X-Forwarded-Proto: https"};
        rig.get("/", claims);
        InetAddress proxy = InetAddress.getByAddress(new byte[] {127, 0, 0, 2});
        try (RawClient client = RawClient.connect(rig.balancer().address("web"), proxy)) {
            client.send("GET", "/", claims).read();
        }
        await().until(() -> lines().size() == 2);
        assertThat(lines().get(0).get("client").asText()).isEqualTo("127.0.0.1");
        assertThat(lines().get(1).get("client").asText()).isEqualTo("9.9.9.9");
        List<Message> requests = rig.backend(0).requests();
        assertThat(requests.get(0).field("X-Forwarded-For")).contains("127.0.0.1");
        assertThat(requests.get(0).field("X-Forwarded-Proto")).contains("http");
        assertThat(requests.get(1).field("X-Forwarded-For")).contains("9.9.9.9, 127.0.0.2, 127.0.0.2");
        assertThat(requests.get(1).field("X-Forwarded-Proto")).contains("https");
    }

    @Test
    void answersAsTheClientReads() throws IOException {
        rig.admin("POST", "/api/v1/pools/web/backends/b1/drain", "");
        assertThat(rig.get("/").field("Content-Type")).contains("application/json");
        assertThat(rig.get("/", "Accept: text/html,*/*;q=0.8").text()).startsWith("503 Service Unavailable: no server");
        assertThat(rig.get("/", "Accept: text/plain;q=0.5, application/json").text())
                .startsWith("{");
        assertThat(rig.get("/", "Accept: */*").text()).startsWith("{");
    }
}
