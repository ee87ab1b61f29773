package io.gauntlet.harness.bench;

import java.util.List;
import java.util.Map;

/**
 * Slices in turns: the reference before and after every slice of another balancer. How fast a shared machine is changes within seconds
 * and by factors; what two slices side by side have to do with each other does not.
 */
final class Alternation {
    /** Rounds are made up for, where the reference's slices did not agree, but not for ever. */
    private static final int MOST_TRIES = 2;

    /** Puts load on one balancer for a while, and says what came of it. */
    interface Slice {
        Map<Kind, Double> of(String balancer);
    }

    private final int rounds;
    private final double agreement;
    private final Outcome outcome;
    private final Log log;

    Alternation(BenchSettings.Effort effort, Outcome outcome, Log log) {
        this.rounds = effort.rounds();
        this.agreement = effort.agreement();
        this.outcome = outcome;
        this.log = log;
    }

    /** Measures these beside the reference, until each has as many pairs that count as there are rounds. */
    void play(Measure measure, List<String> others, Slice slice) {
        for (int round = 1; round <= rounds * MOST_TRIES; round++) {
            var missing = others.stream()
                    .filter(name -> outcome.kept(measure, name) < rounds)
                    .toList();
            if (missing.isEmpty()) {
                return;
            }
            round(measure, round, missing, slice);
        }
    }

    private void round(Measure measure, int round, List<String> others, Slice slice) {
        var before = reference(measure, round, slice);
        for (var name : others) {
            var reading = slice.of(name);
            log.slice(measure, round, name, reading);
            var after = reference(measure, round, slice);
            var pair = new Pair(reading, before, after);
            if (pair.agrees(measure.steady(), agreement)) {
                outcome.keep(measure, name, pair);
            } else {
                outcome.drop(measure, name);
            }
            before = after;
        }
    }

    private Map<Kind, Double> reference(Measure measure, int round, Slice slice) {
        var reading = slice.of(outcome.reference());
        log.slice(measure, round, outcome.reference(), reading);
        outcome.alone(measure, outcome.reference(), reading);
        return reading;
    }
}
