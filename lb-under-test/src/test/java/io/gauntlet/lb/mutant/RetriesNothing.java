package io.gauntlet.lb.mutant;

import io.gauntlet.lb.Assembly;
import io.gauntlet.lb.config.RetryConfig;
import java.util.Set;

/** Passes every failure on to the client. */
final class RetriesNothing implements Mutant {
    @Override
    public String name() {
        return "retries-nothing";
    }

    @Override
    public String defect() {
        return "nothing is tried again, not even what cannot have been processed";
    }

    @Override
    public Assembly breaking(Assembly sound) {
        return sound.withForwardConfig(config -> config.withRetry(new RetryConfig(0, 0, Set.of())));
    }
}
