package io.gauntlet.harness.settings;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Everything that experiments and judges are told beside the recording; stored in {@code run.json}, so that a run can be
 * judged again with other limits.
 *
 * @param backends the ids of the backends, in the order of their links
 */
public record Settings(Load load, Limits limits, Policy policy, Profile profile, List<String> backends) {

    public Settings {
        backends = List.copyOf(backends);
        if (backends.isEmpty()) {
            throw new IllegalArgumentException("backends: none (expected: at least 1)");
        }
    }

    /** The same run held to other limits. */
    public Settings withLimits(Limits other) {
        return new Settings(load, other, policy, profile, backends);
    }

    /** The same run of a target that is declared to do something else. */
    public Settings withPolicy(Policy other) {
        return new Settings(load, limits, other, profile, backends);
    }

    /** The same run of a target with these backends. */
    public Settings withBackends(List<String> others) {
        return new Settings(load, limits, policy, profile, others);
    }

    /** The backend that most checks do their mischief to: neither the first nor the last, where there are three. */
    public String victim() {
        return backends.get(Math.min(1, backends.size() - 1));
    }

    /** The declared weights, or where none are declared these ones, one after the other, again and again. */
    public List<Integer> weightsOr(List<Integer> pattern) {
        return policy.weights().isEmpty()
                ? IntStream.range(0, backends.size())
                        .mapToObj(i -> pattern.get(i % pattern.size()))
                        .toList()
                : policy.weights();
    }

    /** The declared weight of a backend. */
    public int weight(String backend) {
        var weights = policy.weights();
        return weights.isEmpty() ? 1 : weights.get(backends.indexOf(backend));
    }
}
