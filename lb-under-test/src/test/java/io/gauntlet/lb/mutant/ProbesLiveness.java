package io.gauntlet.lb.mutant;

import io.gauntlet.lb.Assembly;
import io.gauntlet.lb.config.HealthConfig;

/** Asks the wrong question. */
final class ProbesLiveness implements Mutant {
    @Override
    public String name() {
        return "probes-liveness";
    }

    @Override
    public String defect() {
        return "backends are asked whether they live, and used if they do, ready or not";
    }

    @Override
    public Assembly breaking(Assembly sound) {
        return sound.withHealthConfig(ProbesLiveness::ofLiveness);
    }

    private static HealthConfig ofLiveness(HealthConfig config) {
        var probe = config.probe();
        var http = new HealthConfig.HttpQuestion(
                "/health/live",
                probe.http().expectedStatus(),
                probe.http().host(),
                probe.http().headers());
        return new HealthConfig(
                new HealthConfig.Probe(probe.type(), probe.port(), http, probe.service()),
                config.liveness(),
                config.schedule(),
                config.thresholds(),
                config.passive());
    }
}
