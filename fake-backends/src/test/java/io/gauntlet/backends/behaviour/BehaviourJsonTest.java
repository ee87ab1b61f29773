package io.gauntlet.backends.behaviour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BehaviourJsonTest {

    @Test
    void absentKeysTakeTheirDefaults() {
        assertThat(read("{}")).isEqualTo(Behaviour.defaults());
    }

    @Test
    void defaultsAreWrittenInFull() {
        assertThat(BehaviourJson.write(Behaviour.defaults()))
                .hasToString(
                        "{\"delayMillis\":0,\"status\":200,\"bodyBytes\":64,\"chunks\":0,\"chunkIntervalMillis\":0,"
                                + "\"delay\":{\"type\":\"fixed\",\"millis\":0.0},\"perByteMicros\":0,\"early\":false,"
                                + "\"interim\":[],\"headBytes\":0,\"echo\":false,\"trailers\":{},"
                                + "\"hang\":\"none\",\"close\":\"none\",\"closeWith\":\"fin\",\"garbage\":0,"
                                + "\"live\":{\"status\":200,\"delayMillis\":0,\"hang\":false,\"database\":false,\"next\":0},"
                                + "\"ready\":{\"status\":200,\"delayMillis\":0,\"hang\":false,\"database\":false,\"next\":0},"
                                + "\"keepAlive\":{\"maxRequests\":0,\"idleCloseMillis\":{\"min\":0,\"max\":0},"
                                + "\"staleProbability\":0.0},"
                                + "\"capacity\":{\"concurrent\":0,\"queue\":0,\"status\":503},\"acceptDelayMillis\":0,"
                                + "\"warmUp\":{\"seconds\":0.0,\"factor\":1.0},\"crashAfter\":0,\"seed\":1,\"rules\":[]}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"delayMillis\":3600000,\"status\":599,\"bodyBytes\":1073741824,\"chunks\":7,\"chunkIntervalMillis\":5}",
                "{\"live\":{\"status\":503},\"ready\":{\"hang\":true,\"delayMillis\":9}}",
                "{\"hang\":\"before_head\"}",
                "{\"hang\":\"mid_body\"}",
                "{\"delay\":{\"type\":\"uniform\",\"min\":1.5,\"max\":4},\"perByteMicros\":3,\"early\":true}",
                "{\"delay\":{\"type\":\"normal\",\"mean\":5,\"sd\":4},\"interim\":[102,103],\"headBytes\":9}",
                "{\"delay\":{\"type\":\"lognormal\",\"median\":5,\"sigma\":0.5},\"echo\":true,\"garbage\":7}",
                "{\"trailers\":{\"b\":\"1\",\"a\":\"2\"},\"acceptDelayMillis\":4,\"crashAfter\":5}",
                "{\"warmUp\":{\"seconds\":5,\"factor\":3},\"ready\":{\"database\":true}}",
                "{\"close\":\"mid_body\",\"rules\":[{\"path\":\"/a*\",\"method\":\"GET\",\"probability\":0.5,\"next\":10,"
                        + "\"then\":{\"hang\":\"after_head\",\"status\":500}},{}]}",
                "{\"keepAlive\":{\"maxRequests\":5,\"idleCloseMillis\":{\"min\":3,\"max\":9},\"staleProbability\":0.5}}",
                "{\"capacity\":{\"concurrent\":5,\"queue\":3,\"status\":429},\"seed\":-7}",
                "{\"close\":\"after_head\",\"closeWith\":\"rst\"}"
            })
    void whatIsWrittenReadsTheSame(String json) {
        Behaviour behaviour = read(json);
        assertThat(read(BehaviourJson.write(behaviour).toString())).isEqualTo(behaviour);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "{\"delayMillis\":-1} | delayMillis: -1 (expected: an integer from 0 to 3600000)",
                "{\"delayMillis\":3600001} | delayMillis: 3600001 (expected: an integer from 0 to 3600000)",
                "{\"delayMillis\":1.5} | delayMillis: 1.5 (expected: an integer from 0 to 3600000)",
                "{\"delayMillis\":null} | delayMillis: null (expected: an integer from 0 to 3600000)",
                "{\"status\":99} | status: 99 (expected: an integer from 100 to 599)",
                "{\"status\":600} | status: 600 (expected: an integer from 100 to 599)",
                "{\"status\":\"200\"} | status: \"200\" (expected: an integer from 100 to 599)",
                "{\"bodyBytes\":1073741825} | bodyBytes: 1073741825 (expected: an integer from 0 to 1073741824)",
                "{\"bodyBytes\":99999999999999999999} | bodyBytes: 99999999999999999999 (expected: an integer from 0 to"
                        + " 1073741824)",
                "{\"chunks\":65} | chunks: 65 (expected: 0 to bodyBytes, which is 64)",
                "{\"live\":{\"status\":1}} | live.status: 1 (expected: an integer from 100 to 599)",
                "{\"live\":{\"colour\":1}} | live.colour: unknown key with value 1 (expected one of: status,"
                        + " delayMillis, hang, database, next)",
                "{\"ready\":{\"hang\":1}} | ready.hang: 1 (expected: true or false)",
                "{\"ready\":true} | ready: true (expected: an object)",
                "{\"hang\":\"x\"} | hang: \"x\" (expected one of: none, before_head, after_head, mid_body)",
                "{\"closeWith\":\"none\"} | closeWith: \"none\" (expected one of: fin, rst)",
                "{\"hang\":\"mid_body\",\"close\":\"mid_body\"} | close: \"mid_body\" (expected: none, because hang is"
                        + " \"mid_body\")",
                "{\"Status\":200} | Status: unknown key with value 200 (expected one of: delayMillis, delay,"
                        + " perByteMicros, chunkIntervalMillis, early, status, interim, headBytes, bodyBytes, chunks, echo,"
                        + " trailers, hang, close, closeWith, garbage, live, ready, keepAlive, capacity, acceptDelayMillis,"
                        + " warmUp, crashAfter, seed, rules)",
                "{\"delay\":{\"type\":\"gamma\"}} | delay.type: \"gamma\" (expected one of: fixed, uniform, normal,"
                        + " lognormal)",
                "{\"delay\":{\"type\":\"uniform\",\"min\":5,\"max\":4}} | delay.min: 5 (expected: a number from 0 to 4)",
                "{\"delay\":{\"mean\":5}} | delay.mean: unknown key with value 5 (expected one of: type, millis)",
                "{\"interim\":[102,200]} | interim[1]: 200 (expected: an integer from 100 to 199)",
                "{\"interim\":[101]} | interim: 101 (expected: no switch of protocols)",
                "{\"trailers\":{\"a b\":\"c\"}} | trailers.a b: \"c\" (expected: a header field)",
                "{\"trailers\":{\"a\":1}} | trailers.a: 1 (expected: a text)",
                "{\"garbage\":5,\"hang\":\"mid_body\"} | garbage: 5 (expected: 0, because of hang or close)",
                "{\"early\":true,\"echo\":true} | echo: true (expected: false, because early is true)",
                "{\"rules\":{}} | rules: {} (expected: an array of at most 100 objects)",
                "{\"rules\":[7]} | rules[0]: 7 (expected: an object)",
                "{\"rules\":[{},{\"then\":{\"status\":1}}]} | rules[1].then.status: 1 (expected: an integer from 100 to"
                        + " 599)",
                "{\"rules\":[{\"then\":{\"live\":{}}}]} | rules[0].then.live: unknown key with value {} (expected one of:"
                        + " delayMillis, delay, perByteMicros, chunkIntervalMillis, early, status, interim, headBytes,"
                        + " bodyBytes, chunks, echo, trailers, hang, close, closeWith, garbage)",
                "{\"keepAlive\":{\"staleProbability\":2}} | keepAlive.staleProbability: 2 (expected: a number from 0 to"
                        + " 1)",
                "{\"keepAlive\":{\"idleCloseMillis\":{\"min\":5,\"max\":4}}} | keepAlive.idleCloseMillis.min: 5"
                        + " (expected: an integer from 0 to 4)",
                "[] | body: [] (expected: a JSON object)",
            })
    void aMistakeIsToldInOneLine(String json, String message) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOf(InvalidValueException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "{\"status\":200,\"status\":201}", "{} {}", "status: 200"})
    void whatIsNotJsonIsRefusedInOneLine(String json) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageStartingWith("body: ")
                .hasMessageNotContaining("\n");
    }

    private static Behaviour read(String json) {
        return BehaviourJson.read(json.getBytes(StandardCharsets.UTF_8));
    }
}
