package io.gauntlet.lb.mutant;

import io.gauntlet.lb.Assembly;
import io.gauntlet.lb.config.TimeoutConfig;
import java.time.Duration;

/** Has all the time in the world. */
final class NoTimeout implements Mutant {
    private static final Duration FOREVER = Duration.ofDays(10);

    @Override
    public String name() {
        return "no-timeout";
    }

    @Override
    public String defect() {
        return "neither connecting nor an answer has a timeout";
    }

    @Override
    public Assembly breaking(Assembly sound) {
        return sound.withForwardConfig(config -> config.withTimeouts(
                new TimeoutConfig(FOREVER, FOREVER, config.timeouts().idleUpstream())));
    }
}
