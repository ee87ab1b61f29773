package io.gauntlet.simulations.named;

import io.gauntlet.simulations.plan.Phase;
import java.util.List;

/** The target load by sessions that keep their cookies. */
public record Sticky() implements NamedSimulation {
    private static final int SESSIONS = 50;

    @Override
    public String name() {
        return "sticky";
    }

    @Override
    public String description() {
        return "the target load by sessions that keep their cookies, " + SESSIONS
                + " of them unless --sessions says otherwise";
    }

    @Override
    public List<Phase> phases(Load load) {
        return new Steady().phases(load);
    }

    @Override
    public int sessions(Load load) {
        return load.sessions() == 0 ? SESSIONS : load.sessions();
    }
}
