package io.gauntlet.lb.mutant;

import io.gauntlet.lb.Assembly;
import io.gauntlet.lb.balance.Algorithm;
import io.gauntlet.lb.config.AlgorithmName;
import io.gauntlet.lb.pool.Backend;
import io.gauntlet.lb.pool.Snapshot;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Least connections to the letter. */
final class NoRamp implements Mutant {
    @Override
    public String name() {
        return "no-ramp";
    }

    @Override
    public String defect() {
        return "a backend that returns gets every request until it has as many in flight as the others";
    }

    @Override
    public Assembly breaking(Assembly sound) {
        return sound.withAlgorithm(name -> name == AlgorithmName.LEAST_CONNECTIONS
                ? new Fewest()
                : sound.algorithm().apply(name));
    }

    private static final class Fewest implements Algorithm {
        private final AtomicInteger turns = new AtomicInteger();

        @Override
        public @Nullable Backend pick(Snapshot snapshot, @Nullable Backend excluded, long key) {
            var inTurn = new ArrayList<>(snapshot.eligible());
            inTurn.remove(excluded);
            Collections.rotate(inTurn, turns.getAndIncrement());
            return inTurn.stream()
                    .min(Comparator.comparingInt(Backend::inFlight))
                    .orElse(null);
        }
    }
}
