package io.gauntlet.lb.balance;

import io.gauntlet.lb.pool.Backend;
import io.gauntlet.lb.pool.Snapshot;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All requests of a client's address to one backend, however busy that is; clients are shared out by weight, on a
 * {@link Ring}. O(1) per pick; O(p) for a ring of p points when the snapshot changes.
 *
 * <p>The address modulo the number of backends would move nearly all clients whenever a backend comes or goes.
 */
final class IpHash implements Algorithm {
    private final Prepared<Ring> rings = new Prepared<>(Ring::of);

    @Override
    public boolean keyed() {
        return true;
    }

    @Override
    public @Nullable Backend pick(Snapshot snapshot, @Nullable Backend excluded, long key) {
        List<Backend> eligible = snapshot.eligible();
        if (eligible.isEmpty()) {
            return null;
        }
        Ring ring = rings.of(eligible);
        int position = ring.find(key);
        for (int i = 0; i < ring.length(); i++) {
            Backend backend = eligible.get(ring.owner(position));
            if (backend != excluded) {
                return backend;
            }
            position = ring.after(position);
        }
        return null;
    }
}
