package io.gauntlet.harness.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class WrkTest {
    private static final String GOOD = """
            Running 2s test @ http://127.0.0.1:9001/1k
              1 threads and 64 connections
              Thread Stats   Avg      Stdev     Max   +/- Stdev
                Latency     0.87ms    1.07ms  13.66ms   91.53%
                Req/Sec    95.47k     8.12k  103.43k    85.00%
              190150 requests in 2.01s, 229.91MB read
            Requests/sec:  94541.05
            Transfer/sec:    114.31MB
            """;

    @Test
    void readsHowManyWereAnsweredInWhatTime() {
        assertThat(Wrk.parsed(GOOD)).isEqualTo(new LoadSlice(190_150, 2.01, 0));
    }

    @Test
    void countsBadAnswersAndBrokenConnectionsAsErrors() {
        var bad = GOOD.replace(
                "Requests/sec",
                "  Socket errors: connect 1, read 20, write 300, timeout 4000\n  Non-2xx or 3xx responses: 50000\nRequests/sec");
        assertThat(Wrk.parsed(bad).errors()).isEqualTo(54_321);
    }

    @Test
    void knowsMinutesAndMilliseconds() {
        assertThat(Wrk.parsed("10 requests in 1.50m, 1KB read").seconds()).isEqualTo(90);
        assertThat(Wrk.parsed("10 requests in 500.00ms, 1KB read").seconds()).isEqualTo(0.5);
    }

    @Test
    void passesOnWhatItSaysInstead() {
        assertThatThrownBy(() -> Wrk.parsed("unable to connect to 127.0.0.1:9001 Connection refused\n"))
                .isInstanceOf(BenchException.class)
                .hasMessage("wrk said: unable to connect to 127.0.0.1:9001 Connection refused");
    }
}
