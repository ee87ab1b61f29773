package io.gauntlet.lb.mutant;

import io.gauntlet.lb.Assembly;
import io.gauntlet.lb.balance.Algorithm;
import io.gauntlet.lb.config.AlgorithmName;
import io.gauntlet.lb.pool.Backend;
import io.gauntlet.lb.pool.Snapshot;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Weighted round robin as it is first thought of. */
final class BunchedWeights implements Mutant {
    @Override
    public String name() {
        return "bunched-weights";
    }

    @Override
    public String defect() {
        return "a backend of weight n gets n requests in a row, and then the next one has its turn";
    }

    @Override
    public Assembly breaking(Assembly sound) {
        return sound.withAlgorithm(name -> name == AlgorithmName.WEIGHTED_ROUND_ROBIN
                ? new Bunching()
                : sound.algorithm().apply(name));
    }

    private static final class Bunching implements Algorithm {
        private final AtomicLong turns = new AtomicLong();

        @Override
        public @Nullable Backend pick(Snapshot snapshot, @Nullable Backend excluded, long key) {
            var backends = snapshot.eligible().stream()
                    .filter(backend -> backend != excluded)
                    .toList();
            if (backends.isEmpty()) {
                return null;
            }
            int total = backends.stream().mapToInt(Backend::weight).sum();
            long left = Math.floorMod(turns.getAndIncrement(), (long) total);
            for (var backend : backends) {
                left -= backend.weight();
                if (left < 0) {
                    return backend;
                }
            }
            return backends.get(0);
        }
    }
}
