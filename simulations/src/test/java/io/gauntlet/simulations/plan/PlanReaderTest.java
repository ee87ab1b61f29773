package io.gauntlet.simulations.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Good plans are read whole; each mistake gives one line with key, value and expectation. */
final class PlanReaderTest {
    private static final String GOOD = """
            {"name":"DRAIN-1", "baseUrl":"http://127.0.0.1:8080", "zero":1700000000000000000, "run":"k3x9", "shard":2, "seed":1,
             "ledger":"/tmp/r/requests.csv", "events":"/tmp/r/injector.csv", "gatling":"/tmp/r/gatling",
             "phases":[{"fromRps":0,"toRps":200,"seconds":2},{"fromRps":200,"toRps":200,"seconds":8}],
             "mix":[{"method":"GET","path":"/work","weight":8,"bodyBytes":0},{"method":"POST","path":"/w","weight":2,"bodyBytes":256}],
             "sessions":3, "connections":"new", "requestTimeoutMillis":5000, "connectTimeoutMillis":2000}
            """;

    @Test
    void readsEveryKey() throws Exception {
        assertThat(PlanReader.read(json(GOOD)))
                .isEqualTo(new Plan(
                        new RunIdentity("DRAIN-1", "k3x9", 2, 1, 1_700_000_000_000_000_000L),
                        new Target(
                                List.of("http://127.0.0.1:8080"),
                                Connections.NEW,
                                3,
                                new Target.Timeouts(Duration.ofSeconds(5), Duration.ofSeconds(2)),
                                Target.Answers.DEFAULT),
                        List.of(new Phase(0, 200, 2), new Phase(200, 200, 8)),
                        List.of(new MixEntry("GET", "/work", 8, 0), new MixEntry("POST", "/w", 2, 256)),
                        new Files(
                                Path.of("/tmp/r/requests.csv"),
                                Path.of("/tmp/r/injector.csv"),
                                Path.of("/tmp/r/gatling"))));
    }

    @Test
    void readsSeveralUrlsAndHowAnswersAreRead() throws Exception {
        Target target = PlanReader.read(json(withUrls("[\"HTTP://lb1:8080/\", \"http://lb2:8080\"]")
                        .replace("\"sessions\":3", "\"backendHeader\":\"X-Served-By\",\"expect\":\"any-success\"")))
                .target();

        assertThat(target.baseUrls()).containsExactly("http://lb1:8080", "http://lb2:8080");
        assertThat(target.answers()).isEqualTo(new Target.Answers("X-Served-By", Expect.ANY_SUCCESS));
        assertThat(target.secure()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\'', textBlock = """
                    []                                 | baseUrls: 0 texts (expected: a list of 1 to 64 texts)
                    "http://a"                         | baseUrls: "http://a" (expected: a list of 1 to 64 texts)
                    ["http://a", 3]                    | baseUrls[1]: 3 (expected: a text)
                    ["http://a", "b:80"]               | baseUrls[1]: b:80 (expected: http://host:port or https://host:port)
                    ["http://a:80", "http://A/"]       | baseUrls[1]: http://A/ (expected: each URL once)
                    ["HTTPS://a:1", "http://a:2"]      | baseUrls[1]: http://a:2 (expected: the scheme of the first, https)
                    null                               | baseUrl: absent (expected: a text, or baseUrls: a list of texts)
                    """)
    void refusesBadListsOfUrlsInOneLine(String urls, String message) throws Exception {
        JsonNode plan = json(withUrls(urls));

        assertThatThrownBy(() -> PlanReader.read(plan))
                .isInstanceOf(BadPlanException.class)
                .hasMessage(message);
    }

    @Test
    void takesSixtyFourUrlsAndNotOneMore() throws Exception {
        assertThat(PlanReader.read(json(withUrls(urls(64)))).target().baseUrls())
                .hasSize(64);
        JsonNode plan = json(withUrls(urls(65)));
        assertThatThrownBy(() -> PlanReader.read(plan))
                .hasMessage("baseUrls: 65 texts (expected: a list of 1 to 64 texts)");
    }

    @Test
    void refusesOneUrlBesideSeveral() throws Exception {
        JsonNode plan = json(GOOD.replace("\"shard\"", "\"baseUrls\":[\"http://b\"], \"shard\""));

        assertThatThrownBy(() -> PlanReader.read(plan))
                .hasMessage("baseUrl: given beside baseUrls (expected: one of the two)");
    }

    private static String withUrls(String urls) {
        return GOOD.replace("\"baseUrl\":\"http://127.0.0.1:8080\"", "\"baseUrls\":" + urls);
    }

    private static String urls(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "\"http://lb:" + (8000 + i) + "\"")
                .collect(Collectors.joining(",", "[", "]"));
    }

    @Test
    void gatlingMayBeNull() throws Exception {
        assertThat(PlanReader.read(json(GOOD.replace("\"/tmp/r/gatling\"", "null")))
                        .files()
                        .gatling())
                .isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\'', textBlock = """
                    "toRps":200,"seconds":8 | "toRps":-1,"seconds":8 | phases[1].toRps: -1 (expected: >= 0)
                    "seconds":2             | "seconds":2.5          | phases[0].seconds: 2.5 (expected: a whole number from 1 to 604800)
                    "weight":8              | "weight":0             | mix[0].weight: 0 (expected: > 0)
                    "method":"GET"          | "method":"get"         | mix[0].method: get (expected: an HTTP method in capitals)
                    "path":"/work"          | "path":"work"          | mix[0].path: work (expected: a path that begins with /, percent-encoded)
                    "sessions":3            | "sesions":3            | sesions: 3 (expected: no such key)
                    "bodyBytes":0           | "body":0               | mix[0].body: 0 (expected: no such key)
                    "connections":"new"     | "connections":"few"    | connections: few (expected: shared or new)
                    "http://127.0.0.1:8080" | "127.0.0.1:8080"       | baseUrl: 127.0.0.1:8080 (expected: http://host:port or https://host:port)
                    "sessions":3            | "expect":"200"         | expect: 200 (expected: ok or any-success)
                    "sessions":3            | "backendHeader":"a b"  | backendHeader: a b (expected: a header's name of at most 100 characters)
                    "name":"DRAIN-1"        | "name":"../x"          | name: ../x (expected: letters, digits, '.', '_', '-')
                    "name":"DRAIN-1",       | ''                     | name: absent (expected: a text)
                    "/tmp/r/requests.csv"   | "requests.csv"         | ledger: requests.csv (expected: an absolute path)
                    """)
    void refusesInOneLine(String good, String bad, String message) throws Exception {
        JsonNode plan = json(GOOD.replace(good, bad));

        assertThatThrownBy(() -> PlanReader.read(plan))
                .isInstanceOf(BadPlanException.class)
                .hasMessage(message);
    }

    @Test
    void refusesAnEmptyMix() throws Exception {
        JsonNode plan = json(GOOD.replaceAll("\"mix\":\\[.*],", "\"mix\":[],"));

        assertThatThrownBy(() -> PlanReader.read(plan)).hasMessage("mix: [] (expected: a list of at least one object)");
    }

    @Test
    void refusesAPlanWithoutArrivals() throws Exception {
        JsonNode plan = json(GOOD.replace("\"toRps\":200", "\"toRps\":0").replace("\"fromRps\":200", "\"fromRps\":0"));

        assertThatThrownBy(() -> PlanReader.read(plan)).hasMessageStartingWith("phases: 0 arrivals (expected:");
    }

    private static JsonNode json(String text) throws JsonProcessingException {
        return new ObjectMapper().readTree(text);
    }
}
