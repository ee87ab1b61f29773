package io.gauntlet.harness.experiment;

import io.gauntlet.harness.settings.Arrangement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Given, when, at second t do: all that is done to a target, as data.
 *
 * @param backends how they behave at first
 * @param arrangement how the target is to balance
 * @param actions in the order of their times
 */
public record Experiment(Workload workload, Behaviour backends, Arrangement arrangement, List<Timed> actions) {

    /** An action, and when it is due in seconds since the workload's start. */
    public record Timed(double atSeconds, Action action) {}

    public Experiment {
        actions = actions.stream()
                .sorted(Comparator.comparingDouble(Timed::atSeconds))
                .toList();
        double end = workload.seconds();
        for (var timed : actions) {
            if (timed.atSeconds() < 0 || timed.atSeconds() > end) {
                throw new IllegalArgumentException(
                        "action at second " + timed.atSeconds() + " (expected: 0 to " + end + ")");
            }
        }
    }

    /** Traffic and nothing else. */
    public static Experiment of(Workload workload) {
        return new Experiment(workload, Behaviour.DEFAULT, Arrangement.AS_DECLARED, List.of());
    }

    /** The same with backends that behave so. */
    public Experiment given(Behaviour behaviour) {
        return new Experiment(workload, behaviour, arrangement, actions);
    }

    /** The same with weighted backends. */
    public Experiment weighted(List<Integer> weights) {
        return arranged(arrangement.weighted(weights));
    }

    /** The same with a target that balances so. */
    public Experiment arranged(Arrangement other) {
        return new Experiment(workload, backends, other, actions);
    }

    /** The same with one more action. */
    public Experiment at(double seconds, Action action) {
        List<Timed> all = new ArrayList<>(actions);
        all.add(new Timed(seconds, action));
        return new Experiment(workload, backends, arrangement, all);
    }
}
