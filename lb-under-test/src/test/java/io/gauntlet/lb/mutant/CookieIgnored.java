package io.gauntlet.lb.mutant;

import io.gauntlet.lb.Assembly;
import io.gauntlet.lb.affinity.Affinity;
import io.gauntlet.lb.pool.Backend;
import io.gauntlet.lb.pool.Snapshot;
import org.jspecify.annotations.Nullable;

/** Hands out cookies and never looks at one. */
final class CookieIgnored implements Mutant {
    @Override
    public String name() {
        return "cookie-ignored";
    }

    @Override
    public String defect() {
        return "the affinity cookie is set and never read";
    }

    @Override
    public Assembly breaking(Assembly sound) {
        return sound.withAffinity(
                (config, pool, key) -> new Forgetful(sound.affinity().make(config, pool, key)));
    }

    private record Forgetful(Affinity affinity) implements Affinity {
        @Override
        public @Nullable Bond read(Visitor visitor, Snapshot snapshot) {
            return null;
        }

        @Override
        public @Nullable String cookieFor(Backend backend, @Nullable Bond bond) {
            return affinity.cookieFor(backend, bond);
        }
    }
}
