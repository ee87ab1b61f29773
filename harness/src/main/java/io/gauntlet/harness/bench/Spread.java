package io.gauntlet.harness.bench;

import java.util.Collection;
import java.util.Locale;

/** Where values lie: the median, and between which two the middle half of them is. */
record Spread(double median, double low, double high, int count) {
    static final Spread NONE = new Spread(Double.NaN, Double.NaN, Double.NaN, 0);

    static Spread of(Collection<Double> values) {
        var sorted = values.stream()
                .mapToDouble(Double::doubleValue)
                .filter(value -> !Double.isNaN(value))
                .sorted()
                .toArray();
        return sorted.length == 0
                ? NONE
                : new Spread(quantile(sorted, 0.5), quantile(sorted, 0.25), quantile(sorted, 0.75), sorted.length);
    }

    /** Linear between the two nearest (type 7 of Hyndman and Fan, as spreadsheets have it). */
    private static double quantile(double[] sorted, double share) {
        double place = share * (sorted.length - 1);
        int below = (int) Math.floor(place);
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }

    boolean present() {
        return count > 0;
    }

    /** Such as {@code 1.04 [0.98 to 1.07]}. */
    String text() {
        return present() ? String.format(Locale.ROOT, "%.2f [%.2f to %.2f]", median, low, high) : "-";
    }
}
