package io.gauntlet.harness.check.network;

import io.gauntlet.harness.judge.Evidence;
import io.gauntlet.harness.judge.Failures;
import io.gauntlet.harness.recording.Arrival;
import io.gauntlet.harness.recording.Attempt;
import io.gauntlet.harness.recording.Body;
import io.gauntlet.harness.recording.Ledger;
import io.gauntlet.harness.recording.Outcome;
import io.gauntlet.harness.recording.Recording;
import io.gauntlet.harness.verdict.Finding;
import java.util.function.Predicate;

/** What NET-4 and NET-8 ask: an answer that was cut may not look whole. */
final class CutAnswers {
    private static final long ENOUGH = 3;

    private CutAnswers() {}

    /**
     * No answer that a fault cut at this backend reached its client as if it were whole or left it waiting, and no POST was
     * repeated.
     *
     * @param half tells an answer that was half-way when it was cut
     */
    static Finding noneDisguised(Recording recording, String backend, Predicate<Arrival> half) {
        var ledger = Ledger.of(recording);
        long cut = recording.arrivals().stream()
                .filter(a -> cutAt(a, backend) && half.test(a))
                .count();
        var waiting = ledger.where(request -> request.last().outcome() == Outcome.TIMED_OUT
                && request.arrivals().stream().anyMatch(a -> cutAt(a, backend)));
        long disguised = ledger.requests().stream()
                .filter(request -> request.last().outcome() == Outcome.ANSWERED
                        && request.last().body() == Body.DAMAGED)
                .count();
        var broken = Finding.atMost(
                (double) disguised,
                0,
                "requests",
                disguised + " answers looked whole and were not; " + cut + " were cut in the middle");
        return Evidence.given(
                cut,
                ENOUGH,
                "answers cut in the middle",
                broken,
                Failures.none(waiting),
                Failures.noneRepeated(ledger));
    }

    private static boolean cutAt(Arrival arrival, String backend) {
        return arrival.request()
                && arrival.backend().equals(backend)
                && arrival.answered() != Attempt.NEVER
                && arrival.end() == Arrival.End.CLIENT_GONE;
    }
}
