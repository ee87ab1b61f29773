package io.gauntlet.simulations.named;

import io.gauntlet.simulations.plan.Phase;
import java.util.List;

/** The target load, after a short ramp. */
public record Steady() implements NamedSimulation {
    private static final int MAX_RAMP_SECONDS = 5;

    @Override
    public String name() {
        return "steady";
    }

    @Override
    public String description() {
        return "the target load, after a ramp of a fifth of the time, 5 s at most";
    }

    @Override
    public List<Phase> phases(Load load) {
        int ramp = Math.min(MAX_RAMP_SECONDS, load.seconds() / 5);
        Phase steady = new Phase(load.rps(), load.rps(), load.seconds() - ramp);
        return ramp == 0 ? List.of(steady) : List.of(new Phase(0, load.rps(), ramp), steady);
    }
}
