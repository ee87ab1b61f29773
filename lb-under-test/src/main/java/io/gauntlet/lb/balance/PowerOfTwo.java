package io.gauntlet.lb.balance;

import io.gauntlet.lb.pool.Backend;
import io.gauntlet.lb.pool.Snapshot;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Draws two backends by weight and takes the one with fewer requests in flight for its weight (Mitzenmacher, "The Power
 * of Two Choices in Randomized Load Balancing", 2001). O(1) per pick, whatever the load; O(n) when the snapshot changes.
 *
 * <p>Unlike the least of all, it does not send everybody at once to a backend that has just come back empty.
 */
final class PowerOfTwo implements Algorithm {
    private final Draw draw;
    private final Prepared<Lots> lots = Prepared.anew(Lots::of);

    PowerOfTwo(long seed) {
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
        int first = current.draw(draw, excluded, Lots.NONE);
        if (first == Lots.NONE) {
            return null;
        }
        Backend one = current.at(first);
        int second = current.draw(draw, excluded, first);
        if (second == Lots.NONE) {
            return one;
        }
        Backend two = current.at(second);
        // load / weight compared without dividing; a tie goes to the first, which was drawn by weight.
        return (long) two.inFlight() * one.weight() < (long) one.inFlight() * two.weight() ? two : one;
    }
}
