package io.gauntlet.lb.mutant;

import io.gauntlet.lb.balance.Algorithm;
import io.gauntlet.lb.pool.Backend;
import io.gauntlet.lb.pool.Snapshot;
import java.util.List;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Picks only from those that it does not shun. Thread-safe.
 *
 * @param shuns whether a backend is shunned, given the snapshot
 */
record Shunning(Algorithm sound, BiPredicate<Snapshot, Backend> shuns) implements Algorithm {
    @Override
    public @Nullable Backend pick(Snapshot snapshot, @Nullable Backend excluded, long key) {
        List<Backend> left = snapshot.eligible().stream()
                .filter(backend -> !shuns.test(snapshot, backend))
                .toList();
        boolean all = left.size() == snapshot.eligible().size();
        return sound.pick(
                all ? snapshot : new Snapshot(snapshot.members(), left, snapshot.belowMinimum()), excluded, key);
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
}
