package io.gauntlet.lb.mutant;

import io.gauntlet.lb.Assembly;
import io.gauntlet.lb.affinity.Affinity;
import io.gauntlet.lb.pool.Backend;
import io.gauntlet.lb.pool.Snapshot;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Numbers its sessions. */
final class ModuloSessions implements Mutant {
    @Override
    public String name() {
        return "modulo-sessions";
    }

    @Override
    public String defect() {
        return "a session's backend is its number modulo the number of backends, so it moves when that changes";
    }

    @Override
    public Assembly breaking(Assembly sound) {
        return sound.withAffinity((config, pool, key) -> new Numbering(config.name()));
    }

    private static final class Numbering implements Affinity {
        private static final int MANY = 1_000;

        private final String name;
        private final Pattern cookie;
        private volatile List<Backend> backends = List.of();

        Numbering(String name) {
            this.name = name;
            this.cookie = Pattern.compile("\\b" + Pattern.quote(name) + "=(\\d{1,9})");
        }

        @Override
        public @Nullable Bond read(Visitor visitor, Snapshot snapshot) {
            String cookies = visitor.cookies();
            backends = snapshot.eligible();
            var number = cookie.matcher(cookies == null ? "" : cookies);
            return number.find() && !backends.isEmpty()
                    ? new Bond(backends.get(Integer.parseInt(number.group(1)) % backends.size()), false)
                    : null;
        }

        @Override
        public @Nullable String cookieFor(Backend backend, @Nullable Bond bond) {
            int place = backends.indexOf(backend);
            if (bond != null || place < 0) {
                return null;
            }
            int number = place + backends.size() * ThreadLocalRandom.current().nextInt(MANY);
            return name + "=" + number + "; Path=/; HttpOnly; SameSite=Lax";
        }
    }
}
