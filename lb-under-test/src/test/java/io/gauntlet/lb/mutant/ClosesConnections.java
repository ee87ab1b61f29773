package io.gauntlet.lb.mutant;

import io.gauntlet.lb.Assembly;
import io.gauntlet.lb.config.TimeoutConfig;
import java.time.Duration;

/** Keeps a connection to a backend for a millisecond. */
final class ClosesConnections implements Mutant {
    @Override
    public String name() {
        return "closes-connections";
    }

    @Override
    public String defect() {
        return "connections to backends are closed as soon as they are idle";
    }

    @Override
    public Assembly breaking(Assembly sound) {
        return sound.withForwardConfig(config -> config.withTimeouts(
                new TimeoutConfig(config.timeouts().connect(), config.timeouts().answer(), Duration.ofMillis(1))));
    }
}
