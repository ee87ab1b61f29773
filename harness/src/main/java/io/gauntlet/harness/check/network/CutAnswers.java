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

/** What NET-4 and NET-8 ask: an answer that was cut may not look whole. */
final class CutAnswers {
    private static final long ENOUGH = 3;

    private CutAnswers() {}

    /** No answer that a fault cut at this backend reached its client as if it were whole, and no POST was repeated. */
    static Finding noneDisguised(Recording recording, String backend) {
        var ledger = Ledger.of(recording);
        long cut = recording.arrivals().stream()
                .filter(a -> a.request() && a.backend().equals(backend))
                .filter(a -> a.answered() != Attempt.NEVER && a.end() == Arrival.End.CLIENT_GONE)
                .count();
        long disguised = ledger.requests().stream()
                .filter(request -> request.last().outcome() == Outcome.ANSWERED
                        && request.last().body() == Body.DAMAGED)
                .count();
        var broken = Finding.atMost(
                (double) disguised,
                0,
                "requests",
                disguised + " answers looked whole and were not; " + cut + " were cut in the middle");
        return Evidence.missing(cut, ENOUGH, "answers cut in the middle")
                .orElseGet(() -> Finding.worst(broken, Failures.noneRepeated(ledger)));
    }
}
