package io.gauntlet.lb.mutant;

import io.gauntlet.lb.Assembly;
import io.gauntlet.lb.pool.BackendState;
import io.gauntlet.lb.pool.HealthPolicy;

/** Health checks that take nobody out. */
final class NeverEjects implements Mutant {
    @Override
    public String name() {
        return "never-ejects";
    }

    @Override
    public String defect() {
        return "a backend that was healthy once never becomes unhealthy";
    }

    @Override
    public Assembly breaking(Assembly sound) {
        return sound.withHealth(thresholds -> {
            HealthPolicy policy = sound.pool().health().apply(thresholds);
            return (health, good, streak) ->
                    health == BackendState.HEALTHY ? health : policy.after(health, good, streak);
        });
    }
}
