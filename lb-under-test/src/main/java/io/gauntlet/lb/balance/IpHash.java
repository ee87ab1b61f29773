package io.gauntlet.lb.balance;

import io.gauntlet.lb.pool.Backend;
import io.gauntlet.lb.pool.Snapshot;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All requests of a client's address to one backend, however busy that is; clients are shared out by weight, on a
 * {@link Ring}. O(1) per pick; O(n) when the snapshot changes, O(p) for a ring of p points when
 * there is somebody new.
 *
 * <p>The address modulo the number of backends would move nearly all clients whenever a backend comes or goes.
 */
final class IpHash implements Algorithm {
    private final Prepared<OpenRing> rings = new Prepared<>(OpenRing::of);

    @Override
    public boolean keyed() {
        return true;
    }

    @Override
    public void prepare(List<Backend> current, List<Backend> next) {
        rings.ahead(current, next);
    }

    @Override
    public @Nullable Backend pick(Snapshot snapshot, @Nullable Backend excluded, long key) {
        List<Backend> eligible = snapshot.eligible();
        if (eligible.isEmpty()) {
            return null;
        }
        OpenRing ring = rings.of(eligible);
        int position = ring.find(key);
        for (int i = 0; i < ring.length(); i++) {
            Backend backend = ring.at(position);
            if (backend != null && backend != excluded) {
                return backend;
            }
            position = ring.after(position);
        }
        return ring.anyBut(excluded);
    }
}
