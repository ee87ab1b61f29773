package io.gauntlet.lb.mutant;

import io.gauntlet.lb.Assembly;
import io.gauntlet.lb.pool.HealthPolicy;

/** Forgives at once. */
final class OneGoodProbe implements Mutant {
    @Override
    public String name() {
        return "one-good-probe";
    }

    @Override
    public String defect() {
        return "one good probe brings a backend back, whatever the threshold";
    }

    @Override
    public Assembly breaking(Assembly sound) {
        return sound.withHealth(thresholds -> HealthPolicy.thresholds(1, thresholds.unhealthy()));
    }
}
