package io.gauntlet.lb.mutant;

import io.gauntlet.lb.Assembly;
import io.gauntlet.lb.affinity.Affinity;
import io.gauntlet.lb.pool.Backend;
import io.gauntlet.lb.pool.Snapshot;
import org.jspecify.annotations.Nullable;

/** The simplest cookie that works. */
final class CookieTellsAddress implements Mutant {
    @Override
    public String name() {
        return "cookie-tells-address";
    }

    @Override
    public String defect() {
        return "the affinity cookie's value is the backend's host and port";
    }

    @Override
    public Assembly breaking(Assembly sound) {
        return sound.withAffinity((config, pool, key) -> new Talkative(config.name() + "="));
    }

    private record Talkative(String field) implements Affinity {
        @Override
        public @Nullable Bond read(Visitor visitor, Snapshot snapshot) {
            String cookies = visitor.cookies();
            return snapshot.eligible().stream()
                    .filter(backend -> cookies != null && cookies.contains(field + address(backend)))
                    .findFirst()
                    .map(backend -> new Bond(backend, false))
                    .orElse(null);
        }

        @Override
        public @Nullable String cookieFor(Backend backend, @Nullable Bond bond) {
            return bond == null ? field + address(backend) + "; Path=/; Max-Age=3600; HttpOnly; SameSite=Lax" : null;
        }

        private static String address(Backend backend) {
            return backend.address().getAddress().getHostAddress() + ":"
                    + backend.address().getPort();
        }
    }
}
