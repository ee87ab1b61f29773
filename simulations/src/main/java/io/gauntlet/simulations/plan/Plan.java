package io.gauntlet.simulations.plan;

import java.time.Duration;
import java.util.List;

/** One experiment's traffic: who, where to, how much of what, and where the results go. */
public record Plan(RunIdentity identity, Target target, List<Phase> phases, List<MixEntry> mix, Files files) {
    public Plan {
        phases = List.copyOf(phases);
        mix = List.copyOf(mix);
    }

    /** How long arrivals are scheduled for. */
    public Duration duration() {
        return Duration.ofSeconds(phases.stream().mapToLong(Phase::seconds).sum());
    }
}
