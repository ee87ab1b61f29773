package io.gauntlet.lb.mutant;

import io.gauntlet.lb.Assembly;
import io.gauntlet.lb.config.LimitConfig;
import io.gauntlet.lb.config.UpstreamConfig;
import java.time.Duration;

/** Takes on whatever comes. */
final class UnboundedQueue implements Mutant {
    @Override
    public String name() {
        return "unbounded-queue";
    }

    @Override
    public String defect() {
        return "the limits of the pool are ignored: everything goes to the backends";
    }

    @Override
    public Assembly breaking(Assembly sound) {
        return sound.withForwardConfig(config -> config.withLimits(
                        new LimitConfig(LimitConfig.UNLIMITED, LimitConfig.UNLIMITED, 0, Duration.ofSeconds(1)))
                .withUpstream(new UpstreamConfig(config.upstream().reuse(), LimitConfig.UNLIMITED)));
    }
}
