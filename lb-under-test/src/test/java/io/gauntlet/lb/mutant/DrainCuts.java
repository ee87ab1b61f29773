package io.gauntlet.lb.mutant;

import io.gauntlet.lb.Assembly;
import java.time.Duration;

/** A drain without grace. */
final class DrainCuts implements Mutant {
    @Override
    public String name() {
        return "drain-cuts";
    }

    @Override
    public String defect() {
        return "a drain closes the backend's connections at once";
    }

    @Override
    public Assembly breaking(Assembly sound) {
        return sound.withDrainGrace(asked -> Duration.ZERO);
    }
}
