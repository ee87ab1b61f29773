package io.gauntlet.simulations.named;

import io.gauntlet.simulations.plan.Phase;
import java.util.List;

/** Up to 150 % of the target load, and held there. */
public record Ramp150() implements NamedSimulation {
    private static final double HEADROOM = 1.5;

    @Override
    public String name() {
        return "ramp150";
    }

    @Override
    public String description() {
        return "from nothing to one and a half times the target load in two thirds of the time, held for the last third";
    }

    @Override
    public List<Phase> phases(Load load) {
        double top = HEADROOM * load.rps();
        int hold = load.seconds() / 3;
        Phase ramp = new Phase(0, top, load.seconds() - hold);
        return hold == 0 ? List.of(ramp) : List.of(ramp, new Phase(top, top, hold));
    }
}
