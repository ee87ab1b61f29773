package io.gauntlet.lb.mutant;

import io.gauntlet.lb.Assembly;
import io.gauntlet.lb.balance.Algorithm;
import io.gauntlet.lb.pool.Backend;
import io.gauntlet.lb.pool.BackendState;
import io.gauntlet.lb.pool.Snapshot;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Bears a grudge. */
final class HalfDrained implements Mutant {
    private static final int SHARE = 4;

    @Override
    public String name() {
        return "half-drained";
    }

    @Override
    public String defect() {
        return "a backend that was drained once gets a quarter of what comes its way, undrained or not";
    }

    @Override
    public Assembly breaking(Assembly sound) {
        return sound.withAlgorithm(name -> new Grudging(sound.algorithm().apply(name)));
    }

    private static final class Grudging implements Algorithm {
        private final Algorithm sound;
        private final Set<String> drained = ConcurrentHashMap.newKeySet();
        private final AtomicLong turns = new AtomicLong();

        Grudging(Algorithm sound) {
            this.sound = sound;
        }

        @Override
        public @Nullable Backend pick(Snapshot snapshot, @Nullable Backend excluded, long key) {
            snapshot.members().stream()
                    .filter(member -> member.state() == BackendState.DRAINING)
                    .forEach(member -> drained.add(member.backend().id()));
            var picked = sound.pick(snapshot, excluded, key);
            if (picked == null || !drained.contains(picked.id()) || turns.getAndIncrement() % SHARE == 0) {
                return picked;
            }
            var other = sound.pick(snapshot, picked, key);
            return other == null ? picked : other;
        }
    }
}
