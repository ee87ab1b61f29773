package io.gauntlet.lb.mutant;

import io.gauntlet.lb.Assembly;
import io.gauntlet.lb.config.LimitConfig;
import io.gauntlet.lb.config.Reuse;
import io.gauntlet.lb.config.UpstreamConfig;
import java.time.Duration;

/** A connection pool of one, with an endless queue. */
final class OneConnection implements Mutant {
    private static final Duration FOREVER = Duration.ofDays(10);

    @Override
    public String name() {
        return "one-connection";
    }

    @Override
    public String defect() {
        return "there is one connection to each backend, and everybody else waits for it";
    }

    @Override
    public Assembly breaking(Assembly sound) {
        return sound.withForwardConfig(
                config -> config.withLimits(new LimitConfig(1, LimitConfig.UNLIMITED, Integer.MAX_VALUE, FOREVER))
                        .withUpstream(new UpstreamConfig(Reuse.ALWAYS, 1)));
    }
}
