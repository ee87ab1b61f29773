package io.gauntlet.lb.balance;

import io.gauntlet.lb.pool.Backend;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Ring} as far as it may be used now. Immutable.
 *
 * <p>A point that is passed over is as good as none, so the ring itself is made again only when somebody comes or gets
 * another weight. That a backend goes or returns costs O(n), not O(p), and its points are passed over, at most seven of
 * eight. In a slow start they are opened bit by bit, and always in the same order, so that its keys come back likewise.
 */
final class OpenRing {
    /** With a smaller part of the ring in use it is made again: looking for an open point would take too long. */
    private static final int MIN_PART = 8;

    private final List<Backend> eligible;
    private final Ring ring;

    /** How many of its points are open, by backend. */
    private final byte[] percents;

    private OpenRing(List<Backend> eligible, Ring ring, byte[] percents) {
        this.eligible = eligible;
        this.ring = ring;
        this.percents = percents;
    }

    /**
     * The ring for these backends.
     *
     * @param before whose ring is used again where it may
     */
    static OpenRing of(List<Backend> eligible, @Nullable OpenRing before) {
        byte @Nullable [] percents = before == null ? null : percents(eligible, before.ring);
        if (before != null && percents != null) {
            return new OpenRing(eligible, before.ring, percents);
        }
        byte[] all = new byte[eligible.size()];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) eligible.get(i).rampPercent();
        }
        return new OpenRing(eligible, Ring.of(eligible), all);
    }

    /** What is open of this ring; null when it is not all there, or most would be closed. */
    private static byte @Nullable [] percents(List<Backend> eligible, Ring ring) {
        if ((long) eligible.size() * MIN_PART < ring.size()) {
            return null;
        }
        byte[] percents = new byte[ring.size()];
        for (Backend backend : eligible) {
            int index = ring.index(backend);
            if (index == Indexes.NONE) {
                return null;
            }
            percents[index] = (byte) backend.rampPercent();
        }
        return percents;
    }

    /** How many points there are, open or not. */
    int length() {
        return ring.length();
    }

    /** The position of the point that a key belongs to, open or not; there must be one. */
    int find(long key) {
        return ring.find(key);
    }

    /** The position of the point after this one. */
    int after(int position) {
        return ring.after(position);
    }

    /** The owner of a point, or null where it is closed. */
    @Nullable Backend at(int position) {
        int owner = ring.owner(position);
        int percent = percents[owner];
        return percent == 100 || ring.percentile(position) < percent ? ring.backend(owner) : null;
    }

    /** Anybody, for the case that no point at all is open. */
    @Nullable Backend anyBut(@Nullable Backend excluded) {
        return Turns.firstOther(eligible, excluded);
    }
}
