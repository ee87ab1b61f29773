package io.gauntlet.lb.mutant;

import io.gauntlet.lb.Assembly;
import io.gauntlet.lb.pool.BackendState;

/** Trusts newcomers. */
final class StartsHealthy implements Mutant {
    @Override
    public String name() {
        return "starts-healthy";
    }

    @Override
    public String defect() {
        return "a new backend gets requests before anybody has asked it whether it is ready";
    }

    @Override
    public Assembly breaking(Assembly sound) {
        return sound.withFirstState(state -> BackendState.HEALTHY);
    }
}
