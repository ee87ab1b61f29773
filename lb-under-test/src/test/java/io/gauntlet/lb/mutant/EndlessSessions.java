package io.gauntlet.lb.mutant;

import io.gauntlet.lb.Assembly;
import io.gauntlet.lb.config.CookieConfig;
import java.time.Duration;

/** Never lets go. */
final class EndlessSessions implements Mutant {
    private static final Duration FOR_EVER = Duration.ofDays(3_650);

    @Override
    public String name() {
        return "endless-sessions";
    }

    @Override
    public String defect() {
        return "the affinity cookie is good for ever";
    }

    @Override
    public Assembly breaking(Assembly sound) {
        return sound.withAffinity((config, pool, key) -> sound.affinity()
                .make(new CookieConfig(config.name(), FOR_EVER, config.keyFile(), config.attributes()), pool, key));
    }
}
