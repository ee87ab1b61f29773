package io.gauntlet.lb.mutant;

import io.gauntlet.lb.Assembly;

/** A health check that fails everywhere takes the whole pool out. */
final class NoMinimumHealthy implements Mutant {
    @Override
    public String name() {
        return "no-minimum-healthy";
    }

    @Override
    public String defect() {
        return "with no healthy backend every request gets 503";
    }

    @Override
    public Assembly breaking(Assembly sound) {
        return sound.withAvailability(
                (members, minimum) -> sound.pool().availability().eligible(members, 0));
    }
}
