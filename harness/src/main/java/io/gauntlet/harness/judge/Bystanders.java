package io.gauntlet.harness.judge;

import io.gauntlet.harness.recording.Ledger;
import io.gauntlet.harness.recording.Request;
import io.gauntlet.harness.recording.Window;
import io.gauntlet.harness.verdict.Finding;
import java.time.Duration;
import java.util.Locale;

/** Whether requests that had nothing to do with a troubled backend were held up by it. */
public final class Bystanders {
    /** Fewer answers than this tell nothing. */
    public static final long ENOUGH = 20;

    /** Nine of ten: what holds others up holds most of them up, and the last tenth belongs to the machine's noise. */
    private static final double QUANTILE = 0.9;

    private Bystanders() {}

    /** Answers of all backends but {@code troubled} take, in the trouble, at most {@code slack} longer than before it. */
    public static Finding undisturbed(Ledger ledger, String troubled, Window before, Window trouble, Duration slack) {
        var others = ledger.where(
                request -> request.good() && !request.last().backend().equals(troubled));
        return Evidence.missing(
                        Math.min(count(others, before), count(others, trouble)), ENOUGH, "answers of other backends")
                .orElseGet(() -> compare(others, before, trouble, slack));
    }

    private static long count(Ledger ledger, Window window) {
        return ledger.intendedWithin(window).requests().size();
    }

    private static Finding compare(Ledger others, Window before, Window trouble, Duration slack) {
        double usual = millis(others, before);
        double then = millis(others, trouble);
        return Finding.atMost(
                then,
                usual + slack.toMillis(),
                "ms",
                String.format(
                        Locale.ROOT,
                        "p90 of the other backends' answers %.1f ms, %.1f ms without the fault",
                        then,
                        usual));
    }

    private static double millis(Ledger ledger, Window window) {
        return Percentile.millis(
                QUANTILE, ledger.intendedWithin(window).requests().stream().mapToLong(Request::latencyNanos));
    }
}
