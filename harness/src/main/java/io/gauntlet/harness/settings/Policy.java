package io.gauntlet.harness.settings;

import java.time.Duration;
import java.util.List;

/**
 * What the target is declared to do. Policies differ legitimately, so a check asserts the declared one.
 *
 * @param algorithm how it picks
 * @param workers how many of its workers pick on their own; counts may differ by as many
 * @param weights one for each backend; empty means equal
 * @param bounds how long things may take
 * @param maxInFlight requests that it has in flight at one backend at most; 0 means not declared
 */
public record Policy(Algorithm algorithm, int workers, List<Integer> weights, Bounds bounds, int maxInFlight) {
    private static final int MOST_IN_FLIGHT = 10_000;

    public Policy {
        weights = List.copyOf(weights);
        if (workers < 1 || workers > 1024) {
            throw new IllegalArgumentException("workers: " + workers + " (expected: 1 to 1024)");
        }
        if (weights.stream().anyMatch(weight -> weight < 1 || weight > 1000)) {
            throw new IllegalArgumentException("weights: " + weights + " (expected: each 1 to 1000)");
        }
        if (maxInFlight < 0 || maxInFlight > MOST_IN_FLIGHT) {
            throw new IllegalArgumentException(
                    "max-in-flight: " + maxInFlight + " (expected: 1 to " + MOST_IN_FLIGHT + ")");
        }
    }

    /** The same but for the weights. */
    public Policy weighted(List<Integer> other) {
        return new Policy(algorithm, workers, other, bounds, maxInFlight);
    }

    /** Whether all backends count alike. */
    public boolean equalWeights() {
        return weights.stream().distinct().count() <= 1;
    }

    /** The longest time from a backend's death to its leaving the rotation. */
    public Duration detectWithin() {
        return bounds.detectWithin();
    }

    /** The longest time from a backend's recovery to its full share. */
    public Duration returnWithin() {
        return bounds.returnWithin();
    }

    /** The time between two probes of one backend; zero means not declared. */
    public Duration probeEvery() {
        return bounds.probeEvery();
    }

    /** The longest wait for the beginning of an answer; zero means not declared. */
    public Duration answerWithin() {
        return bounds.answerWithin();
    }
}
