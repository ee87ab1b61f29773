package io.gauntlet.faultproxy.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** The values of one measurement over all rounds. Not thread-safe. */
final class Samples {

    private final List<Double> values = new ArrayList<>();

    void add(double value) {
        values.add(value);
    }

    List<Double> values() {
        return values;
    }

    boolean isEmpty() {
        return values.isEmpty();
    }

    double median() {
        if (values.isEmpty()) {
            return Double.NaN;
        }
        var sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    /** Each value divided by the other's of the same round. */
    Samples over(Samples other) {
        var ratios = new Samples();
        for (int i = 0; i < Math.min(values.size(), other.values.size()); i++) {
            ratios.add(values.get(i) / other.values.get(i));
        }
        return ratios;
    }

    /** The median with the lowest and the highest: {@code 12.3 (11.0 to 14.2)}. */
    String text(int decimals) {
        if (values.isEmpty()) {
            return "-";
        }
        var format = "%,." + decimals + "f";
        return String.format(
                Locale.ROOT,
                format + " (" + format + " to " + format + ")",
                median(),
                Collections.min(values),
                Collections.max(values));
    }
}
