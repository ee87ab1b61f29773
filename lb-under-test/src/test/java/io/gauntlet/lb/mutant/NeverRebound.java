package io.gauntlet.lb.mutant;

import io.gauntlet.lb.Assembly;
import io.gauntlet.lb.affinity.Affinity;
import io.gauntlet.lb.pool.Backend;
import io.gauntlet.lb.pool.Snapshot;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** Never tells a client that has a cookie that it has moved. */
final class NeverRebound implements Mutant {
    /** Of a cookie that leads nowhere. */
    private static final Backend NOWHERE = new Backend("nowhere", new InetSocketAddress(0), 1);

    @Override
    public String name() {
        return "never-rebound";
    }

    @Override
    public String defect() {
        return "a session whose backend is gone is balanced anew at every request, and goes back when it returns";
    }

    @Override
    public Assembly breaking(Assembly sound) {
        return sound.withAffinity((config, pool, key) ->
                new FirstCookieOnly(config.name() + "=", sound.affinity().make(config, pool, key)));
    }

    private record FirstCookieOnly(String field, Affinity affinity) implements Affinity {
        @Override
        public @Nullable Bond read(Visitor visitor, Snapshot snapshot) {
            var bond = affinity.read(visitor, snapshot);
            String cookies = visitor.cookies();
            boolean lost = bond == null && cookies != null && cookies.contains(field);
            return lost ? new Bond(NOWHERE, false) : bond;
        }

        @Override
        public @Nullable String cookieFor(Backend backend, @Nullable Bond bond) {
            // Not even where the backend's death is met by the request itself, and so before any probe has told of it.
            boolean moved = bond != null && bond.backend() != backend;
            return moved ? null : affinity.cookieFor(backend, bond);
        }
    }
}
