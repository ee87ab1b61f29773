package io.gauntlet.lb.mutant;

import io.gauntlet.lb.Assembly;
import io.gauntlet.lb.config.AlgorithmName;

/** Counts connections, and takes turns. */
final class LoadIgnored implements Mutant {
    @Override
    public String name() {
        return "load-ignored";
    }

    @Override
    public String defect() {
        return "least connections is round robin";
    }

    @Override
    public Assembly breaking(Assembly sound) {
        return sound.withAlgorithm(name ->
                sound.algorithm().apply(name == AlgorithmName.LEAST_CONNECTIONS ? AlgorithmName.ROUND_ROBIN : name));
    }
}
