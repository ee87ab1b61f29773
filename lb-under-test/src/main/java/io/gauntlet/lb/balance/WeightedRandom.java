package io.gauntlet.lb.balance;

import io.gauntlet.lb.pool.Backend;
import io.gauntlet.lb.pool.Snapshot;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A backend drawn by weight, whatever went before. O(1) per pick; O(n) when the snapshot changes. */
final class WeightedRandom implements Algorithm {
    private final Draw draw;
    private final Prepared<Lots> lots = Prepared.anew(Lots::of);

    WeightedRandom(long seed) {
        this.draw = new Draw(seed);
    }

    @Override
    public OptionalLong seed() {
        return OptionalLong.of(draw.seed());
    }

    @Override
    public void prepare(List<Backend> current, List<Backend> next) {
        lots.ahead(current, next);
    }

    @Override
    public @Nullable Backend pick(Snapshot snapshot, @Nullable Backend excluded, long key) {
        Lots current = lots.of(snapshot.eligible());
        int index = current.draw(draw, excluded, Lots.NONE);
        return index == Lots.NONE ? null : current.at(index);
    }
}
