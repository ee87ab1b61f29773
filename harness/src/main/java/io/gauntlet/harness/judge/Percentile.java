package io.gauntlet.harness.judge;

import java.util.stream.LongStream;
import org.HdrHistogram.Histogram;

/** Percentiles of times, by HdrHistogram at three significant digits: never averaged, never of a merged percentile. */
public final class Percentile {
    private static final int SIGNIFICANT_DIGITS = 3;

    private Percentile() {}

    /**
     * A quantile in milliseconds.
     *
     * @param quantile 0 to 1
     * @param nanos nanoseconds; negative ones count as zero
     * @return 0 where there is nothing
     */
    public static double millis(double quantile, LongStream nanos) {
        var histogram = new Histogram(SIGNIFICANT_DIGITS);
        nanos.forEach(value -> histogram.recordValue(Math.max(0, value)));
        return histogram.getTotalCount() == 0 ? 0 : histogram.getValueAtPercentile(quantile * 100) / 1e6;
    }
}
