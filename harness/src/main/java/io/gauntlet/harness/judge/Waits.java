package io.gauntlet.harness.judge;

import io.gauntlet.harness.recording.Ledger;
import io.gauntlet.harness.recording.Outcome;
import io.gauntlet.harness.recording.Request;
import io.gauntlet.harness.verdict.Finding;
import java.time.Duration;
import java.util.Locale;

/** Whether requests that a silent backend swallowed end as the target's declared timeout says. */
public final class Waits {
    /** A timer, a retry elsewhere and a busy machine take this much beyond the declared wait at most. */
    private static final Duration SLACK = Duration.ofSeconds(1);

    private Waits() {}

    /** Nobody waits longer than declared, and whoever gets no answer of a backend is told so by a status 502 to 504. */
    public static Finding bounded(Ledger swallowed, Duration answerWithin) {
        return atMost(swallowed, answerWithin.plus(SLACK), "to the silent backend");
    }

    /** Nobody waits longer, and whoever gets no answer of a backend is told so by a status 502 to 504. */
    public static Finding atMost(Ledger ledger, Duration most, String which) {
        double longest = ledger.requests().stream()
                        .mapToLong(request -> request.ended() - request.sent())
                        .max()
                        .orElse(0)
                / 1e6;
        var untold = ledger.where(request -> !request.good() && !told(request));
        return Finding.worst(
                Finding.atMost(
                        longest,
                        (double) most.toMillis(),
                        "ms",
                        String.format(
                                Locale.ROOT,
                                "the longest of %d requests %s took %.0f ms",
                                ledger.requests().size(),
                                which,
                                longest)),
                Finding.atMost(
                        untold.requests().size(),
                        0,
                        "requests",
                        untold.requests().size() + " requests ended without a status"
                                + Failures.kinds(untold.requests())));
    }

    private static boolean told(Request request) {
        int status = request.last().status();
        return request.last().outcome() == Outcome.WRONG_STATUS && status >= 502 && status <= 504;
    }
}
