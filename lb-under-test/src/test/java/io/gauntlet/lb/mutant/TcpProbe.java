package io.gauntlet.lb.mutant;

import io.gauntlet.lb.Assembly;
import io.gauntlet.lb.config.HealthConfig;
import io.gauntlet.lb.config.ProbeType;

/** Asks no more than the kernel can answer. */
final class TcpProbe implements Mutant {
    @Override
    public String name() {
        return "tcp-probe";
    }

    @Override
    public String defect() {
        return "a backend that takes connections is taken to be well, whatever it says on them";
    }

    @Override
    public Assembly breaking(Assembly sound) {
        return sound.withHealthConfig(config -> new HealthConfig(
                new HealthConfig.Probe(
                        ProbeType.TCP,
                        config.probe().port(),
                        config.probe().http(),
                        config.probe().service()),
                config.liveness(),
                config.schedule(),
                config.thresholds(),
                config.passive()));
    }
}
