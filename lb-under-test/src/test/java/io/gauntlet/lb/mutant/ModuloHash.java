package io.gauntlet.lb.mutant;

import io.gauntlet.lb.Assembly;
import io.gauntlet.lb.balance.Algorithm;
import io.gauntlet.lb.config.AlgorithmName;
import io.gauntlet.lb.pool.Backend;
import io.gauntlet.lb.pool.Snapshot;
import org.jspecify.annotations.Nullable;

/** The hash that everybody thinks of first. */
final class ModuloHash implements Mutant {
    @Override
    public String name() {
        return "modulo-hash";
    }

    @Override
    public String defect() {
        return "a client goes to its hash modulo the number of backends, so nearly all move when that changes";
    }

    @Override
    public Assembly breaking(Assembly sound) {
        return sound.withAlgorithm(name -> name == AlgorithmName.IP_HASH
                ? new Modulo(sound.algorithm().apply(name))
                : sound.algorithm().apply(name));
    }

    private record Modulo(Algorithm sound) implements Algorithm {
        @Override
        public boolean keyed() {
            return true;
        }

        @Override
        public @Nullable Backend pick(Snapshot snapshot, @Nullable Backend excluded, long key) {
            var backends = snapshot.eligible();
            if (backends.isEmpty()) {
                return null;
            }
            var picked = backends.get(Math.floorMod(key, backends.size()));
            return picked == excluded ? sound.pick(snapshot, excluded, key) : picked;
        }
    }
}
