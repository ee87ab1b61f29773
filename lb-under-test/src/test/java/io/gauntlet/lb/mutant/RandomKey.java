package io.gauntlet.lb.mutant;

import io.gauntlet.lb.Assembly;
import io.gauntlet.lb.affinity.SessionKey;

/** A key of its own for each process, whatever the key file says. */
final class RandomKey implements Mutant {
    @Override
    public String name() {
        return "random-key";
    }

    @Override
    public String defect() {
        return "sessions are lost when the balancer restarts";
    }

    @Override
    public Assembly breaking(Assembly sound) {
        return sound.withAffinity((config, pool, key) -> sound.affinity().make(config, pool, SessionKey.random()));
    }
}
