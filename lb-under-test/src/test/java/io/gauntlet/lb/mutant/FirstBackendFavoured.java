package io.gauntlet.lb.mutant;

import io.gauntlet.lb.Assembly;
import io.gauntlet.lb.balance.Algorithm;
import io.gauntlet.lb.pool.Backend;
import io.gauntlet.lb.pool.Snapshot;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Picks the first backend a tenth more often than its share. */
final class FirstBackendFavoured implements Mutant {
    private static final double EXCESS = 0.1;

    @Override
    public String name() {
        return "first-backend-favoured";
    }

    @Override
    public String defect() {
        return "the first backend gets 10 % more than its share";
    }

    @Override
    public Assembly breaking(Assembly sound) {
        return sound.withAlgorithm(name -> new Favouring(sound.algorithm().apply(name)));
    }

    /**
     * Of all picks the share q goes to the first backend, the rest as ever: its own share s becomes q + (1 - q) s, which
     * is (1 + e) s for q = e s / (1 - s).
     */
    private static final class Favouring implements Algorithm {
        private final Algorithm sound;
        private final AtomicLong picks = new AtomicLong();

        Favouring(Algorithm sound) {
            this.sound = sound;
        }

        @Override
        public @Nullable Backend pick(Snapshot snapshot, @Nullable Backend excluded, long key) {
            List<Backend> eligible = snapshot.eligible();
            if (eligible.size() > 1 && eligible.get(0) != excluded) {
                double share = share(eligible);
                double extra = EXCESS * share / (1 - share);
                long pick = picks.getAndIncrement();
                if ((long) ((pick + 1) * extra) > (long) (pick * extra)) {
                    return eligible.get(0);
                }
            }
            return sound.pick(snapshot, excluded, key);
        }

        @Override
        public boolean keyed() {
            return sound.keyed();
        }

        @Override
        public void changed(Backend backend) {
            sound.changed(backend);
        }

        @Override
        public void answered(Backend backend, long nanos) {
            sound.answered(backend, nanos);
        }

        private static double share(List<Backend> eligible) {
            double weights = eligible.stream().mapToInt(Backend::weight).sum();
            return eligible.get(0).weight() / weights;
        }
    }
}
