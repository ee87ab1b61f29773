package io.gauntlet.harness.judge;

import io.gauntlet.harness.recording.Ledger;
import io.gauntlet.harness.recording.Request;
import io.gauntlet.harness.verdict.Finding;
import java.util.Locale;

/** Latency from the intended start, of good answers alone: fast failures would flatter it. */
public final class Latency {
    private Latency() {}

    /** The 99th percentile in milliseconds. */
    public static double p99(Ledger ledger) {
        return Percentile.millis(
                0.99, ledger.requests().stream().filter(Request::good).mapToLong(Request::latencyNanos));
    }

    /** The 99th percentile is at most {@code limitMillis}. */
    public static Finding p99AtMost(Ledger ledger, double limitMillis, String when) {
        double p99 = p99(ledger);
        return Finding.atMost(p99, limitMillis, "ms", String.format(Locale.ROOT, "p99 latency %.1f ms %s", p99, when));
    }
}
