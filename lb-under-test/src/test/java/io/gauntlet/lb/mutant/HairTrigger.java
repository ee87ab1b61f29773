package io.gauntlet.lb.mutant;

import io.gauntlet.lb.Assembly;
import io.gauntlet.lb.pool.HealthPolicy;

/** Loses its nerve. */
final class HairTrigger implements Mutant {
    @Override
    public String name() {
        return "hair-trigger";
    }

    @Override
    public String defect() {
        return "one bad probe takes a backend out, whatever the threshold";
    }

    @Override
    public Assembly breaking(Assembly sound) {
        return sound.withHealth(thresholds -> HealthPolicy.thresholds(thresholds.healthy(), 1));
    }
}
