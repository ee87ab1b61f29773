package io.gauntlet.harness.recording;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LedgerTest {
    private static Ledger ledger(TestingRecording history) {
        return Ledger.of(history.build());
    }

    @Test
    void joinsWhatTheClientSentWithWhereItArrived() {
        var ledger = ledger(new TestingRecording(1).answered(0.1, 0.01, "b2").failed(0.2, 0.01, Outcome.REFUSED));
        assertThat(ledger.requests()).hasSize(2);
        assertThat(ledger.requests().get(0).arrivals())
                .extracting(Arrival::backend)
                .containsExactly("b2");
        assertThat(ledger.failures()).hasSize(1);
    }

    @Test
    void tellsWhatTheBalancerRepeatsFromWhatTheClientReplays() {
        var byBalancer = ledger(new TestingRecording(1).post(0.1, "b1", "b2"));
        assertThat(byBalancer.requests().get(0).repeatedByBalancer()).isTrue();

        var history = new TestingRecording(1).post(0.1, "b1").build();
        var second = new ArrayList<>(history.attempts());
        var first = history.attempts().get(0);
        second.add(new Attempt(
                first.id(),
                2,
                "",
                "c2",
                first.intended(),
                first.sent(),
                first.firstByte(),
                first.ended() + 1,
                "POST",
                "/work",
                200,
                Outcome.ANSWERED,
                "b2",
                64,
                Body.INTACT,
                ""));
        var arrivals = new ArrayList<>(history.arrivals());
        var arrival = arrivals.get(0);
        arrivals.add(new Arrival(
                "z",
                arrival.id(),
                2,
                "b2",
                "c2",
                Arrival.Kind.REQUEST,
                arrival.received(),
                arrival.answered(),
                arrival.ended(),
                "POST",
                "/work",
                200,
                Arrival.End.ANSWERED,
                "",
                1,
                64,
                Body.UNKNOWN));
        var byClient = Ledger.of(new Recording(second, arrivals, history.events()));
        assertThat(byClient.requests()).hasSize(1);
        assertThat(byClient.requests().get(0).repeatedByBalancer()).isFalse();
    }

    @Test
    void keepsArrivalsThatNoClientSentApart() {
        var history = new TestingRecording(1).answered(0.1, 0.01, "b1").build();
        var ledger = Ledger.of(new Recording(List.of(), history.arrivals(), history.events()));
        assertThat(ledger.requests()).isEmpty();
        assertThat(ledger.strays()).hasSize(1);
    }
}
