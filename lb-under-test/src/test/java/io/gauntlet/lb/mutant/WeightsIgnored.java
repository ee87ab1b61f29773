package io.gauntlet.lb.mutant;

import io.gauntlet.lb.Assembly;
import io.gauntlet.lb.config.AlgorithmName;

/** Weighted round robin that treats all backends alike. */
final class WeightsIgnored implements Mutant {
    @Override
    public String name() {
        return "weights-ignored";
    }

    @Override
    public String defect() {
        return "weights are ignored";
    }

    @Override
    public Assembly breaking(Assembly sound) {
        return sound.withAlgorithm(name ->
                sound.algorithm().apply(name == AlgorithmName.WEIGHTED_ROUND_ROBIN ? AlgorithmName.ROUND_ROBIN : name));
    }
}
