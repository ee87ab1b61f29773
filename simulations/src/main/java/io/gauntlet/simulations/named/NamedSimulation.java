package io.gauntlet.simulations.named;

import io.gauntlet.simulations.plan.Phase;
import java.util.List;
import java.util.Optional;

/** A workload with a name: shapes the target load over time. */
public sealed interface NamedSimulation permits Steady, Ramp150, Spike, Sticky {
    /** The name on the command line and in the report. */
    String name();

    /** One line for the help. */
    String description();

    /** The load over time; together as long as the load says. */
    List<Phase> phases(Load load);

    /** How many sessions keep cookies; 0 for none. */
    default int sessions(Load load) {
        return load.sessions();
    }

    /** All of them. */
    static List<NamedSimulation> all() {
        return List.of(new Steady(), new Ramp150(), new Spike(), new Sticky());
    }

    /** The one with this name. */
    static Optional<NamedSimulation> named(String name) {
        return all().stream().filter(one -> one.name().equals(name)).findFirst();
    }
}
