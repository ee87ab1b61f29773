package io.gauntlet.faultproxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the API answers on the wire; after the original's {@code api_test.go}. */
abstract class RawApiContractTest extends Contract {

    private static final String FAR = "127.0.0.1:9";

    private TestingApi api = new TestingApi("", 0);

    @BeforeEach
    void findServer() {
        api = server().api();
    }

    private String proxy(String name, String listen) {
        return "{\"name\":\"" + name + "\",\"listen\":\"" + listen + "\",\"upstream\":\"" + FAR + "\"}";
    }

    private void createProxy() {
        assertThat(api.post("/proxies", proxy("p", freeListenAddress()))).startsWith("201 ");
    }

    private static String error(int status, String message) {
        return status + " {\"error\":\"" + message + "\",\"status\":" + status + "}";
    }

    @Test
    void everyAnswerHasARequestIdAndItsType() {
        var answer = api.send("GET", "/proxies", "");

        assertThat(answer.body()).isEqualTo("{}");
        assertThat(answer.headers().firstValue("X-Toxiproxy-Request-Id")).isPresent();
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(api.send("GET", "/proxies/none", "").headers().firstValue("Content-Type"))
                .hasValue("text/plain; charset=utf-8");
    }

    @Test
    void tellsVersion() {
        assertThat(api.get("/version")).matches("200 \\{\"version\": \"(2\\.12\\.0.*|git)\"}");
    }

    @Test
    void browsersAreRefused() throws IOException {
        assertThat(
                        raw(
                                "GET /proxies HTTP/1.1\r\nHost: x\r\nUser-Agent: Mozilla/5.0 (X11)\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 403 ")
                .endsWith("User agent not allowed\n");
        assertThat(raw("GET /proxies HTTP/1.1\r\nHost: x\r\nUser-Agent: Curl Mozilla/\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200 ");
    }

    private String raw(String request) throws IOException {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(server().host(), server().port()));
            socket.setSoTimeout((int) SOON.toMillis());
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/proxies/", "/nothing", "/metrics", "/proxies/p/toxics/t/u"})
    void unknownPathsAreNotFound(String path) {
        assertThat(api.get(path)).isEqualTo("404 404 page not found");
    }

    @ParameterizedTest
    @CsvSource({
        "PUT, /proxies",
        "DELETE, /proxies",
        "GET, /populate",
        "GET, /reset",
        "POST, /version",
        "PUT, /proxies/p"
    })
    void otherMethodsAreNotAllowed(String method, String path) {
        assertThat(api.ask(method, path, "")).isEqualTo("405 ");
    }

    @Test
    void proxyNeedsNameAndUpstream() {
        assertThat(api.post("/proxies", "{\"upstream\":\"x:1\"}"))
                .isEqualTo(error(400, "missing required field: name"));
        assertThat(api.post("/proxies", "{\"name\":\"a\"}")).isEqualTo(error(400, "missing required field: upstream"));
        assertThat(api.post("/proxies", "")).isEqualTo(error(400, "bad request body: EOF"));
    }

    @Test
    void brokenBodiesChangeNothing() {
        for (var body : List.of("{", "[]", "{\"name\":1}", "nonsense", "\"text\"", "{\"name\":\"a\",")) {
            assertThat(api.post("/proxies", body)).as(body).startsWith("400 {\"error\":\"bad request body: ");
        }
        assertThat(api.get("/proxies")).isEqualTo("200 {}");
    }

    @Test
    void disabledProxyIsMadeAndEnabledLater() {
        var body = proxy("p", freeListenAddress()).replace("}", ",\"enabled\":false}");
        assertThat(api.post("/proxies", body)).startsWith("201 ").contains("\"enabled\":false");

        assertThat(api.ask("PATCH", "/proxies/p", "{\"enabled\":true}"))
                .startsWith("200 ")
                .contains("\"enabled\":true");
        assertThat(api.ask("DELETE", "/proxies/p", "")).isEqualTo("204 ");
        assertThat(api.ask("DELETE", "/proxies/p", "")).isEqualTo(error(404, "proxy not found"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"bandwidth", "latency", "limit_data", "noop", "reset_peer", "slicer", "slow_close", "timeout"})
    void everyToxicIsMadeOnBothStreamsChangedAndRemoved(String type) {
        createProxy();
        for (var stream : List.of("upstream", "downstream")) {
            var name = type + "_" + stream;
            assertThat(api.post("/proxies/p/toxics", "{\"type\":\"" + type + "\",\"stream\":\"" + stream + "\"}"))
                    .startsWith("200 {\"attributes\":{")
                    .endsWith("\"name\":\"" + name + "\",\"type\":\"" + type + "\",\"stream\":\"" + stream
                            + "\",\"toxicity\":1}");
            assertThat(api.ask("PATCH", "/proxies/p/toxics/" + name, "{\"toxicity\":0.25}"))
                    .endsWith("\"toxicity\":0.25}");
        }
        assertThat(api.get("/proxies/p/toxics")).contains(type + "_upstream", type + "_downstream");
        assertThat(api.ask("DELETE", "/proxies/p/toxics/" + type + "_upstream", ""))
                .isEqualTo("204 ");
        assertThat(api.get("/proxies/p/toxics")).doesNotContain(type + "_upstream");
    }

    @Test
    void badToxicsAreRefused() {
        createProxy();
        var toxics = "/proxies/p/toxics";
        assertThat(api.post(toxics, "{\"type\":\"none\"}")).isEqualTo(error(400, "invalid toxic type"));
        assertThat(api.post(toxics, "{\"type\":\"noop\",\"stream\":\"sideways\"}"))
                .isEqualTo(error(400, "stream was invalid, can be either upstream or downstream"));
        assertThat(api.post(toxics, "{\"type\":\"latency\",\"attributes\":{\"latency\":\"x\"}}"))
                .isEqualTo(error(
                        400,
                        "bad request body: json: cannot unmarshal string into Go struct field "
                                + "LatencyToxic.attributes.latency of type int64"));
        api.post(toxics, "{\"type\":\"noop\",\"name\":\"n\"}");
        assertThat(api.post(toxics, "{\"type\":\"latency\",\"name\":\"n\",\"stream\":\"upstream\"}"))
                .isEqualTo(error(409, "toxic already exists"));
        assertThat(api.ask("PATCH", toxics + "/m", "{}")).isEqualTo(error(404, "toxic not found"));
        assertThat(api.post("/proxies/q/toxics", "{}")).isEqualTo(error(404, "proxy not found"));
    }

    @Test
    void changeMergesAttributesAndIgnoresTheRest() {
        createProxy();
        api.post(
                "/proxies/p/toxics",
                "{\"type\":\"latency\",\"name\":\"n\",\"attributes\":{\"latency\":5,\"jitter\":2}}");

        assertThat(api.ask("PATCH", "/proxies/p/toxics/n", "{\"name\":\"m\",\"attributes\":{\"latency\":7,\"x\":1}}"))
                .isEqualTo("200 {\"attributes\":{\"latency\":7,\"jitter\":2},\"name\":\"n\",\"type\":\"latency\","
                        + "\"stream\":\"downstream\",\"toxicity\":1}");
    }

    @Test
    void populateMakesKeepsAndReplaces() {
        var listen = freeListenAddress();
        assertThat(api.post("/populate", "[" + proxy("p", listen) + "]"))
                .startsWith("201 {\"proxies\":[{\"name\":\"p\"")
                .contains("\"enabled\":true");
        var bound = api.get("/proxies/p").replaceAll(".*\"listen\":\"([^\"]+)\".*", "$1");
        api.post("/proxies/p/toxics", "{\"type\":\"noop\"}");

        assertThat(api.post("/populate", "[" + proxy("p", bound).replace("}", ",\"enabled\":false}") + "]"))
                .as("same address and upstream: left alone")
                .contains("\"enabled\":true", "noop_downstream");
        assertThat(api.post("/populate", "[" + proxy("p", bound).replace(FAR, "127.0.0.1:10") + "]"))
                .as("other upstream: replaced")
                .contains("127.0.0.1:10", "\"toxics\":[]");
    }

    @Test
    void populateMakesNothingIfOneIsIncompleteAndStopsAtTheFirstThatFails() {
        assertThat(api.post("/populate", "[" + proxy("p", freeListenAddress()) + ",{\"upstream\":\"x:1\"}]"))
                .isEqualTo(
                        "400 {\"error\":\"missing required field: name at proxy 2\",\"status\":400,\"proxies\":null}");
        assertThat(api.get("/proxies")).isEqualTo("200 {}");

        assertThat(api.post(
                        "/populate",
                        "[" + proxy("p", freeListenAddress()) + "," + proxy("q", "nowhere") + ","
                                + proxy("r", freeListenAddress()) + "]"))
                .startsWith("500 {\"error\":\"listen tcp: address nowhere: missing port in address\",\"status\":500,"
                        + "\"proxies\":[{\"name\":\"p\"");
        assertThat(api.get("/proxies")).contains("\"p\"").doesNotContain("\"q\"", "\"r\"");
    }

    @Test
    void resetEnablesAllAndRemovesToxics() {
        createProxy();
        api.post("/proxies/p/toxics", "{\"type\":\"noop\"}");
        api.post("/proxies/p", "{\"enabled\":false}");

        assertThat(api.post("/reset", "ignored")).isEqualTo("204 ");
        assertThat(api.get("/proxies/p")).contains("\"enabled\":true", "\"toxics\":[]");
    }
}
