package io.gauntlet.lb.balance;

import io.gauntlet.lb.pool.Backend;
import io.gauntlet.lb.pool.Snapshot;
import org.jspecify.annotations.Nullable;

/**
 * Where a request wants to go.
 *
 * @param wanted the backend where its session belongs, or null
 * @param excluded the backend that has just failed it, or null
 * @param key by which a {@link Algorithm#keyed keyed} algorithm picks
 */
public record Wish(@Nullable Backend wanted, @Nullable Backend excluded, long key) {
    /** Anywhere. */
    public static final Wish ANY = new Wish(null, null, 0);

    /** A first wish. */
    public static Wish of(@Nullable Backend wanted, long key) {
        return wanted == null && key == 0 ? ANY : new Wish(wanted, null, key);
    }

    /** The wish of the same request for any other backend than this one. */
    public Wish butNot(@Nullable Backend failed) {
        return new Wish(null, failed, key);
    }

    /** The same wish, but rather for this backend than for any other; null for no preference. */
    public Wish rather(@Nullable Backend other) {
        return new Wish(other, excluded, key);
    }

    /**
     * Whether the request may still be given to a backend that was found for it: one that drains may go on with its
     * sessions, but gets no others. Where nobody else is left either, it keeps its place: the drain waits for it.
     */
    public boolean mayGoTo(Backend found, Snapshot now) {
        return (wanted == found ? now.serves(found) : now.allows(found))
                || now.eligible().isEmpty();
    }

    /** Whether any backend would do, though one may be preferred by its key. */
    boolean anywhere() {
        return wanted == null && excluded == null;
    }
}
