package io.gauntlet.lb.mutant;

import io.gauntlet.lb.Assembly;
import io.gauntlet.lb.balance.Algorithm;
import io.gauntlet.lb.config.AlgorithmName;
import io.gauntlet.lb.pool.Backend;
import io.gauntlet.lb.pool.Snapshot;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Takes no chances, or rather all of them. */
final class SaltedHash implements Mutant {
    @Override
    public String name() {
        return "salted-hash";
    }

    @Override
    public String defect() {
        return "a hash of the client that has a salt of its own for each request";
    }

    @Override
    public Assembly breaking(Assembly sound) {
        return sound.withAlgorithm(name -> name == AlgorithmName.IP_HASH
                ? new Salting(sound.algorithm().apply(name))
                : sound.algorithm().apply(name));
    }

    private record Salting(Algorithm sound) implements Algorithm {
        @Override
        public boolean keyed() {
            return true;
        }

        @Override
        public @Nullable Backend pick(Snapshot snapshot, @Nullable Backend excluded, long key) {
            return sound.pick(
                    snapshot, excluded, key + ThreadLocalRandom.current().nextLong());
        }
    }
}
