package io.gauntlet.simulations.named;

import io.gauntlet.simulations.plan.Phase;
import java.util.List;

/** The target load with a sudden peak of three times as much in the middle. */
public record Spike() implements NamedSimulation {
    private static final double PEAK = 3;

    @Override
    public String name() {
        return "spike";
    }

    @Override
    public String description() {
        return "the target load, three times as much for the middle fifth of the time (1 s at least), the target load again";
    }

    @Override
    public List<Phase> phases(Load load) {
        double peak = PEAK * load.rps();
        int high = Math.max(1, load.seconds() / 5);
        int before = Math.max(1, (load.seconds() - high) / 2);
        int after = Math.max(1, load.seconds() - high - before);
        return List.of(
                new Phase(load.rps(), load.rps(), before),
                new Phase(peak, peak, high),
                new Phase(load.rps(), load.rps(), after));
    }
}
