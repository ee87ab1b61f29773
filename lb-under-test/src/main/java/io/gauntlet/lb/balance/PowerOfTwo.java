package io.gauntlet.lb.balance;

import io.gauntlet.lb.pool.Backend;
import io.gauntlet.lb.pool.Snapshot;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Draws two backends by weight and takes the one with fewer requests in flight for its weight (Mitzenmacher, "The Power
 * of Two Choices in Randomized Load Balancing", 2001). O(log n) per pick, whatever the load; O(n) when the snapshot
 * changes.
 *
 * <p>Unlike the least of all, it does not send everybody at once to a backend that has just come back empty.
 */
final class PowerOfTwo implements Algorithm {
    /** Draws until the excluded one is left alone; a heavy one may come up many times in a row. */
    private static final int DRAWS = 8;

    private final long seed;
    private final Draw draw;
    private volatile Shares shares = Shares.of(List.of());

    /**
     * @param seed of all draws; the same seed draws the same on one thread
     */
    PowerOfTwo(long seed) {
        this.seed = seed;
        this.draw = new Draw(new AtomicLong(seed));
    }

    @Override
    public OptionalLong seed() {
        return OptionalLong.of(seed);
    }

    @Override
    public @Nullable Backend pick(Snapshot snapshot, @Nullable Backend excluded) {
        List<Backend> eligible = snapshot.eligible();
        if (eligible.isEmpty()) {
            return null;
        }
        Shares current = shares(eligible);
        Backend one = other(current, excluded);
        Backend two = other(current, one);
        if (one == null || two == null || two == excluded) {
            return one;
        }
        // load / weight compared without dividing; a tie goes to the first, which was drawn by weight.
        return (long) two.inFlight() * one.weight() < (long) one.inFlight() * two.weight() ? two : one;
    }

    private @Nullable Backend other(Shares current, @Nullable Backend excluded) {
        for (int i = 0; i < DRAWS; i++) {
            Backend backend = current.at(draw.below(current.total()));
            if (backend != excluded) {
                return backend;
            }
        }
        // From any place on, so that no neighbour is favoured.
        List<Backend> all = current.backends();
        int start = draw.below(all.size());
        for (int i = 0; i < all.size(); i++) {
            Backend backend = all.get((start + i) % all.size());
            if (backend != excluded) {
                return backend;
            }
        }
        return null;
    }

    private Shares shares(List<Backend> eligible) {
        Shares current = shares;
        if (current.backends() != eligible) {
            current = Shares.of(eligible);
            shares = current;
        }
        return current;
    }

    /** SplitMix64 over a shared counter: thread-safe without a lock and without an object for each thread. */
    private record Draw(AtomicLong state) {
        private static final long GOLDEN = 0x9E3779B97F4A7C15L;

        /** Even from 0 to the bound; the bias is below bound / 2^32, 0.6 % with 100,000 backends of the greatest weight. */
        int below(int bound) {
            long z = state.getAndAdd(GOLDEN) + GOLDEN;
            z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
            z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
            z ^= z >>> 31;
            return (int) (((z >>> 32) * bound) >>> 32);
        }
    }

    /** The backends with their weights summed up. Immutable. */
    private static final class Shares {
        private final List<Backend> backends;
        private final int[] ends;

        private Shares(List<Backend> backends, int[] ends) {
            this.backends = backends;
            this.ends = ends;
        }

        static Shares of(List<Backend> backends) {
            int[] ends = new int[backends.size()];
            int sum = 0;
            for (int i = 0; i < ends.length; i++) {
                sum += backends.get(i).weight();
                ends[i] = sum;
            }
            return new Shares(backends, ends);
        }

        List<Backend> backends() {
            return backends;
        }

        int total() {
            return ends[ends.length - 1];
        }

        /** Whose share this is, counted in weights. */
        Backend at(int position) {
            int low = 0;
            int high = ends.length - 1;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (ends[middle] > position) {
                    high = middle;
                } else {
                    low = middle + 1;
                }
            }
            return backends.get(low);
        }
    }
}
