package io.gauntlet.lb.mutant;

import io.gauntlet.lb.Assembly;
import io.gauntlet.lb.balance.Algorithm;
import io.gauntlet.lb.config.AlgorithmName;
import io.gauntlet.lb.pool.Backend;
import io.gauntlet.lb.pool.Snapshot;
import org.jspecify.annotations.Nullable;

/** Begins anew each time. */
final class RebuiltRing implements Mutant {
    /** Spreads small numbers over all bits. */
    private static final long GOLDEN = 0x9E37_79B9_7F4A_7C15L;

    @Override
    public String name() {
        return "rebuilt-ring";
    }

    @Override
    public String defect() {
        return "the ring has other points whenever the number of backends is another";
    }

    @Override
    public Assembly breaking(Assembly sound) {
        return sound.withAlgorithm(name -> name == AlgorithmName.IP_HASH
                ? new Rebuilding(sound.algorithm().apply(name))
                : sound.algorithm().apply(name));
    }

    private record Rebuilding(Algorithm sound) implements Algorithm {
        @Override
        public boolean keyed() {
            return true;
        }

        @Override
        public @Nullable Backend pick(Snapshot snapshot, @Nullable Backend excluded, long key) {
            return sound.pick(snapshot, excluded, key ^ (snapshot.eligible().size() * GOLDEN));
        }
    }
}
