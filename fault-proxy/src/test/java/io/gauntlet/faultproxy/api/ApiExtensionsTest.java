package io.gauntlet.faultproxy.api;

import static org.assertj.core.api.Assertions.assertThat;

import eu.rekawek.toxiproxy.ToxiproxyClient;
import io.gauntlet.faultproxy.FaultProxy;
import io.gauntlet.faultproxy.FaultProxySettings;
import io.gauntlet.faultproxy.TestingApi;
import io.gauntlet.faultproxy.TestingClient;
import io.gauntlet.faultproxy.TestingServer;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApiExtensionsTest {

    private static final String PROXY = "{\"name\":\"p\",\"listen\":\"127.0.0.1:0\",\"upstream\":\"127.0.0.1:9\"}";

    private final FaultProxy proxy =
            FaultProxy.start(FaultProxySettings.defaults().features(new Features(false, true, true)));
    private final TestingApi api = new TestingApi("127.0.0.1", proxy.port());

    @AfterEach
    void stop() {
        proxy.close();
    }

    @Test
    void extensionIsMadeShownChangedAndDeletedLikeAnyToxic() {
        api.post("/proxies", PROXY);
        var shown = "200 {\"attributes\":{\"status\":500,\"path\":\"/a\",\"method\":\"\",\"probability\":1},"
                + "\"name\":\"http_status_upstream\",\"type\":\"http_status\",\"stream\":\"upstream\",\"toxicity\":1}";

        assertThat(api.post(
                        "/proxies/p/toxics",
                        "{\"type\":\"http_status\",\"attributes\":{\"status\":500,\"path\":\"/a\"}}"))
                .isEqualTo(shown);
        assertThat(api.get("/proxies/p/toxics/http_status_upstream")).isEqualTo(shown);
        assertThat(api.post(
                        "/proxies/p/toxics/http_status_upstream", "{\"attributes\":{\"status\":501},\"toxicity\":0.5}"))
                .isEqualTo(shown.replace("500", "501").replace("\"toxicity\":1", "\"toxicity\":0.5"));
        assertThat(api.ask("DELETE", "/proxies/p/toxics/http_status_upstream", ""))
                .isEqualTo("204 ");
    }

    @Test
    void listingOfTheOriginalIsReadableByItsClientsAndOursHasAll() throws IOException {
        api.post("/proxies", PROXY);
        api.post("/proxies/p/toxics", "{\"type\":\"corrupt\"}");
        api.post("/proxies/p/toxics", "{\"type\":\"latency\",\"attributes\":{\"on_ms\":5,\"off_ms\":7}}");
        var client = new ToxiproxyClient("127.0.0.1", proxy.port());

        assertThat(client.getProxy("p").toxics().getAll())
                .extracting(toxic -> toxic.getName())
                .containsExactly("latency_downstream");
        assertThat(api.get("/proxies/p/toxics")).doesNotContain("corrupt").contains("\"on_ms\":5,\"off_ms\":7");
        assertThat(api.get("/gauntlet/proxies/p/toxics")).contains("\"corrupt\"", "\"latency\"");
        assertThat(api.get("/proxies/p")).contains("\"corrupt\"", "\"latency\"");
        assertThat(api.get("/gauntlet/proxies/q/toxics")).startsWith("404 ");
    }

    @Test
    void strictModeRefusesExtensionsAndSaysWhy() {
        try (var strict = FaultProxy.start(FaultProxySettings.defaults().strict())) {
            var its = new TestingApi("127.0.0.1", strict.port());
            its.post("/proxies", PROXY);

            assertThat(its.post("/proxies/p/toxics", "{\"type\":\"corrupt\"}"))
                    .isEqualTo("400 {\"error\":\"invalid toxic type: corrupt is an extension, and strict mode is on\","
                            + "\"status\":400}");
            assertThat(its.post("/proxies/p/toxics", "{\"type\":\"latency\",\"attributes\":{\"on_ms\":5}}"))
                    .isEqualTo(
                            "400 {\"error\":\"on_ms and off_ms are an extension, and strict mode is on\",\"status\":400}");
            assertThat(its.post("/proxies/p/toxics", "{\"type\":\"latency\"}")).startsWith("200 ");
            assertThat(its.get("/gauntlet/proxies/p/toxics")).startsWith("404 ");
            assertThat(its.get("/metrics")).isEqualTo("404 404 page not found");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'type':'http_status','stream':'downstream'} | stream: downstream (expected: upstream, since http_status reads requests)",
                "{'type':'down','toxicity':0.5} | toxicity: 0.5 (expected: 1, since down hits all connections alike)",
                "{'type':'blackhole','attributes':{'mode':'loud'}} | mode: loud (expected: accept or silent)",
                "{'type':'corrupt','attributes':{'probability':2}} | probability: 2.0 (expected: 0 to 1)",
                "{'type':'limit_connections','attributes':{'reset':1}} | json: cannot unmarshal number into Go struct field LimitConnectionsToxic.attributes.reset of type bool",
                "{'type':'latency','attributes':{'on_ms':5}} | off_ms: 0 (expected: 1 to 86400000, or neither on_ms nor off_ms)",
                "{'type':'slicer','attributes':{'average_size':10,'size_variation':11}} | size_variation: 11 (expected: at most average_size, 10)",
                "{'type':'slicer','attributes':{'average_size':99999999999}} | json: cannot unmarshal number 99999999999 into Go struct field SlicerToxic.attributes.average_size of type int"
            })
    void refusesWhatMakesNoSense(String toxic, String complaint) {
        api.post("/proxies", PROXY);

        assertThat(api.post("/proxies/p/toxics", toxic.replace('\'', '"')))
                .isEqualTo("400 {\"error\":\"bad request body: " + complaint + "\",\"status\":400}");
        assertThat(api.get("/gauntlet/proxies/p/toxics")).isEqualTo("200 []");
    }

    @Test
    void metricsCountLiveConnections() throws IOException {
        try (var echo = TestingServer.echo()) {
            var link = proxy.link("counted", "127.0.0.1:0", echo.address());
            try (var client = TestingClient.connect(link.address())) {
                client.echo("x".repeat(100));
                var labels = "\",listener=\"" + link.address() + "\",proxy=\"counted\",upstream=\"" + echo.address()
                        + "\"} 100";

                assertThat(api.get("/metrics").lines().filter(line -> line.contains("counted")))
                        .map(line -> line.replace("100.0", "100"))
                        .containsExactlyInAnyOrder(
                                "toxiproxy_proxy_received_bytes_total{direction=\"upstream" + labels,
                                "toxiproxy_proxy_received_bytes_total{direction=\"downstream" + labels,
                                "toxiproxy_proxy_sent_bytes_total{direction=\"upstream" + labels,
                                "toxiproxy_proxy_sent_bytes_total{direction=\"downstream" + labels);
                assertThat(api.send("POST", "/metrics", "").headers().firstValue("Content-Type"))
                        .hasValue("text/plain; version=0.0.4; charset=utf-8");
                assertThat(api.get("/metrics")).contains("jvm_memory_used_bytes", "process_cpu_seconds_total");
            }
        }
    }

    @Test
    void bodyTooLargeIsRefused() {
        assertThat(api.send("POST", "/proxies", " ".repeat(2 << 20)).statusCode())
                .isEqualTo(413);
    }
}
