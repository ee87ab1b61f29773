package io.gauntlet.harness.external;

import io.gauntlet.harness.target.Capability;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a user lets Gauntlet do to a balancer.
 *
 * @param all by what they do
 */
public record Hooks(Map<Operation, Hook> all) {
    /** Nothing. */
    public static final Hooks NONE = new Hooks(Map.of());

    /** What both of a pair make possible: whoever can't take a thing back would leave the balancer changed. */
    private static final Map<Operation, Operation> PAIRS =
            Map.of(Operation.DRAIN, Operation.UNDRAIN, Operation.ADD, Operation.REMOVE);

    private static final Map<Operation, Capability> CAPABILITIES = new EnumMap<>(Map.of(
            Operation.DRAIN,
            Capability.DRAIN,
            Operation.ADD,
            Capability.SCALE,
            Operation.WEIGH,
            Capability.REWEIGHT,
            Operation.RELOAD,
            Capability.RELOAD,
            Operation.RESTART,
            Capability.RESTART,
            Operation.METRICS,
            Capability.METRICS));

    public Hooks {
        all = Map.copyOf(all);
    }

    /** The half of a pair whose other half is there. */
    Optional<Operation> missing() {
        return PAIRS.entrySet().stream()
                .filter(pair -> all.containsKey(pair.getKey()) != all.containsKey(pair.getValue()))
                .map(pair -> all.containsKey(pair.getKey()) ? pair.getValue() : pair.getKey())
                .findFirst();
    }

    /** What they make possible. */
    Set<Capability> capabilities() {
        var capabilities = EnumSet.noneOf(Capability.class);
        CAPABILITIES.forEach((operation, capability) -> {
            if (all.containsKey(operation)) {
                capabilities.add(capability);
            }
        });
        return capabilities;
    }
}
