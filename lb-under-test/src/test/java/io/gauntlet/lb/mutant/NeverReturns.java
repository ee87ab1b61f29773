package io.gauntlet.lb.mutant;

import io.gauntlet.lb.Assembly;
import io.gauntlet.lb.pool.BackendState;
import io.gauntlet.lb.pool.HealthPolicy;

/** Health checks that take nobody back. */
final class NeverReturns implements Mutant {
    @Override
    public String name() {
        return "never-returns";
    }

    @Override
    public String defect() {
        return "an unhealthy backend never becomes healthy again";
    }

    @Override
    public Assembly breaking(Assembly sound) {
        return sound.withHealth(thresholds -> {
            HealthPolicy policy = sound.pool().health().apply(thresholds);
            return (health, good, streak) ->
                    health == BackendState.UNHEALTHY ? health : policy.after(health, good, streak);
        });
    }
}
