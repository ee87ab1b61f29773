package io.gauntlet.lb.mutant;

import io.gauntlet.lb.Assembly;
import io.gauntlet.lb.config.Reuse;
import io.gauntlet.lb.config.UpstreamConfig;
import java.util.List;

/** Heals every failure by another attempt, whatever the first one may have done. */
final class RetriesEverything implements Mutant {
    private static final int RETRIES = 3;
    private static final int FAILURE = 500;

    @Override
    public String name() {
        return "retries-everything";
    }

    @Override
    public String defect() {
        return "whatever failed is sent again, a POST on a reused connection too";
    }

    @Override
    public Assembly breaking(Assembly sound) {
        // A fresh connection for each POST would hide most of it.
        return sound.withForwardConfig(config -> config.withUpstream(
                        new UpstreamConfig(Reuse.ALWAYS, config.upstream().maxConnections())))
                .withClientFilters(() -> List.of(new Repeater(RETRIES, (method, status) -> status >= FAILURE)));
    }
}
