package io.gauntlet.lb.mutant;

import io.gauntlet.lb.Assembly;
import io.gauntlet.lb.pool.BackendState;

/** A reload as if it were a start, and a hopeful one. */
final class ReloadForgets implements Mutant {
    @Override
    public String name() {
        return "reload-forgets";
    }

    @Override
    public String defect() {
        return "after a reload every backend counts as healthy until its probes have failed anew";
    }

    @Override
    public Assembly breaking(Assembly sound) {
        return sound.withKeptState(state -> BackendState.HEALTHY);
    }
}
