package io.gauntlet.lb.balance;

import io.gauntlet.lb.pool.Backend;
import io.gauntlet.lb.pool.Snapshot;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * All requests with the same key to one backend, unless that has more than its share of what is in flight: then to the
 * next on the {@link Ring} that has not (Mirrokni, Thorup and Zadimoghaddam, "Consistent Hashing with Bounded Loads",
 * 2018). So a key that everybody asks for spreads over as many backends as it takes, and the same ones every time;
 * where it takes more than some hundred, the rest may be any.
 *
 * <p>A share is 1.25 times what is due by weight, this request included and rounded up. O(1) per pick: a backend is full
 * with a chance of at most 1 / 1.25, so 5 are looked at on average when all is as full as it can be. O(n)
 * when the snapshot changes, O(p) for a ring of p points when there is somebody new.
 */
final class ConsistentHash implements Algorithm {
    /** The factor of 1.25, as a fraction. */
    private static final long BOUND_OVER = 5;

    private static final long BOUND_UNDER = 4;

    /**
     * Points in a row. From a random one on all are full with a chance of 0.8^128, 4 in 10^13; from that of a key which
     * fills so many backends by itself they always are, so then it goes on from a random one.
     */
    private static final int LOOKS = 128;

    private final Prepared<Layout> layouts = new Prepared<>(Layout::of);

    private final AtomicLong strays = new AtomicLong();

    @Override
    public boolean keyed() {
        return true;
    }

    @Override
    public void changed(Backend backend) {
        @Nullable Layout next = layouts.next();
        layouts.latest().occupancy().changed(backend);
        if (next != null) {
            next.occupancy().changed(backend);
        }
    }

    @Override
    public void prepare(List<Backend> current, List<Backend> next) {
        layouts.ahead(current, next).occupancy().catchUp();
    }

    @Override
    public @Nullable Backend pick(Snapshot snapshot, @Nullable Backend excluded, long key) {
        List<Backend> eligible = snapshot.eligible();
        if (eligible.isEmpty()) {
            return null;
        }
        Layout layout = layouts.of(eligible);
        OpenRing ring = layout.ring();
        long due = (layout.occupancy().inFlight() + 1) * BOUND_OVER;
        long all = layout.weights() * BOUND_UNDER;
        int position = ring.find(key);
        int looks = 0;
        Backend best = null;
        for (int i = 0; i < 2 * ring.length() && looks < 2 * LOOKS; i++) {
            Backend backend = ring.at(position);
            position = ring.after(position);
            if (backend == null || backend == excluded) {
                continue;
            }
            // in flight < factor * (all in flight + 1) * weight / all weights, without dividing
            if (backend.inFlight() * all < due * backend.weight()) {
                return backend;
            }
            best = best == null || lessBusy(backend, best) ? backend : best;
            looks++;
            if (looks == LOOKS) {
                position = ring.find(Hash.mix(key + strays.incrementAndGet()));
            }
        }
        return best == null ? ring.anyBut(excluded) : best;
    }

    private static boolean lessBusy(Backend one, Backend other) {
        return (long) one.inFlight() * other.weight() < (long) other.inFlight() * one.weight();
    }

    /** What goes with one list of eligible backends. */
    private record Layout(OpenRing ring, Occupancy occupancy, long weights) {
        static Layout of(List<Backend> eligible, @Nullable Layout before) {
            long weights = 0;
            for (Backend backend : eligible) {
                weights += backend.weight();
            }
            OpenRing ring = OpenRing.of(eligible, before == null ? null : before.ring());
            return new Layout(ring, Occupancy.of(eligible), weights);
        }
    }
}
