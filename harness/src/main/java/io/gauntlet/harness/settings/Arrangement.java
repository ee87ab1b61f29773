package io.gauntlet.harness.settings;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How a target is to be arranged for an experiment; what is not said is as it is declared.
 *
 * @param weights one for each backend; empty means as declared
 * @param algorithm how it picks
 * @param failuresInARow so many failed requests in a row take a backend out; 0 means as declared
 * @param slowStart over this time a backend that returns comes back to its share; zero means as declared
 * @param sessions after so long without a request a session ends; zero means as declared
 */
public record Arrangement(
        List<Integer> weights,
        Optional<Algorithm> algorithm,
        int failuresInARow,
        Duration slowStart,
        Duration sessions) {
    /** As it is declared. */
    public static final Arrangement AS_DECLARED =
            new Arrangement(List.of(), Optional.empty(), 0, Duration.ZERO, Duration.ZERO);

    public Arrangement {
        weights = List.copyOf(weights);
    }

    /** The same with these weights. */
    public Arrangement weighted(List<Integer> other) {
        return new Arrangement(other, algorithm, failuresInARow, slowStart, sessions);
    }

    /** The same with this algorithm. */
    public Arrangement picking(Algorithm other) {
        return new Arrangement(weights, Optional.of(other), failuresInARow, slowStart, sessions);
    }

    /** The same, where so many failed requests in a row take a backend out. */
    public Arrangement ejectingAfter(int failures) {
        return new Arrangement(weights, algorithm, failures, slowStart, sessions);
    }

    /** The same, where a backend that returns comes back to its share over this time. */
    public Arrangement startingSlowly(Duration time) {
        return new Arrangement(weights, algorithm, failuresInARow, time, sessions);
    }

    /** The same, where a session ends after so long without a request. */
    public Arrangement endingSessions(Duration after) {
        return new Arrangement(weights, algorithm, failuresInARow, slowStart, after);
    }

    /** What a target is declared to do when it is arranged so. */
    public Policy of(Policy declared) {
        var bounds = declared.bounds();
        var slower = new Bounds(
                bounds.detectWithin(),
                bounds.returnWithin().plus(slowStart),
                bounds.answerWithin(),
                bounds.probeEvery());
        return new Policy(
                algorithm.orElse(declared.algorithm()),
                declared.workers(),
                weights.isEmpty() ? declared.weights() : weights,
                slower,
                declared.maxInFlight());
    }
}
