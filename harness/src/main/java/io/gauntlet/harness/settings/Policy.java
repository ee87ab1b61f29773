package io.gauntlet.harness.settings;

import java.time.Duration;
import java.util.List;

/**
 * What the target is declared to do. Policies differ legitimately, so a check asserts the declared one.
 *
 * @param algorithm how it picks
 * @param workers how many of its workers pick on their own; counts may differ by as many
 * @param weights one for each backend; empty means equal
 * @param detectWithin the longest time from a backend's death to its leaving the rotation
 * @param returnWithin the longest time from a backend's recovery to its full share
 */
public record Policy(
        Algorithm algorithm, int workers, List<Integer> weights, Duration detectWithin, Duration returnWithin) {

    public Policy {
        weights = List.copyOf(weights);
        if (workers < 1 || workers > 1024) {
            throw new IllegalArgumentException("workers: " + workers + " (expected: 1 to 1024)");
        }
        if (weights.stream().anyMatch(weight -> weight < 1 || weight > 1000)) {
            throw new IllegalArgumentException("weights: " + weights + " (expected: each 1 to 1000)");
        }
        bounded("detect-within", detectWithin);
        bounded("return-within", returnWithin);
    }

    private static void bounded(String name, Duration duration) {
        if (duration.isNegative() || duration.isZero() || duration.compareTo(Duration.ofMinutes(10)) > 0) {
            throw new IllegalArgumentException(name + ": " + duration + " (expected: up to 10 minutes)");
        }
    }

    /** The same but for the weights. */
    public Policy weighted(List<Integer> other) {
        return new Policy(algorithm, workers, other, detectWithin, returnWithin);
    }

    /** Whether all backends count alike. */
    public boolean equalWeights() {
        return weights.stream().distinct().count() <= 1;
    }
}
