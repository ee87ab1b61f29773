package io.gauntlet.harness.bench;

import java.util.Map;

/**
 * A slice of a balancer between two of the reference.
 *
 * @param before the reference's, right before
 * @param after the reference's, right after
 */
record Pair(Map<Kind, Double> candidate, Map<Kind, Double> before, Map<Kind, Double> after) {
    Pair {
        candidate = Map.copyOf(candidate);
        before = Map.copyOf(before);
        after = Map.copyOf(after);
    }

    static double value(Map<Kind, Double> reading, Kind kind) {
        return reading.getOrDefault(kind, Double.NaN);
    }

    /** Whether the reference's slices are no further apart than that: else the machine was another one meanwhile. */
    boolean agrees(Kind steady, double agreement) {
        double first = value(before, steady);
        double second = value(after, steady);
        return Math.max(first, second) <= (1 + agreement) * Math.min(first, second);
    }

    /** The balancer's value divided by the mean of the reference's; not a number where that means nothing. */
    double ratio(Kind kind) {
        double reference = (value(before, kind) + value(after, kind)) / 2;
        double own = value(candidate, kind);
        return reference > 0 && own > 0 ? own / reference : Double.NaN;
    }
}
