package io.gauntlet.lb.balance;

import io.gauntlet.lb.pool.Backend;
import org.jspecify.annotations.Nullable;

/**
 * Where a request wants to go.
 *
 * @param wanted the backend of its session, or null
 * @param excluded the backend that has just failed it, or null
 */
public record Wish(@Nullable Backend wanted, @Nullable Backend excluded) {
    /** Anywhere. */
    public static final Wish ANY = new Wish(null, null);
}
