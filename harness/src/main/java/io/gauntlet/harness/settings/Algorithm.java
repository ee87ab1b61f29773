package io.gauntlet.harness.settings;

import java.util.Locale;

/** How a target is declared to pick a backend. */
public enum Algorithm {
    /** Round robin, weighted smoothly where weights differ: counts are exact. */
    ROUND_ROBIN,
    /** The fewest requests in flight. */
    LEAST_CONNECTIONS,
    /** By the client's address, and so that a change of the pool moves only those whom it must: a ring or rendezvous. */
    CLIENT_HASH,
    /** Weighted chance, power of two choices and the like. */
    RANDOM,
    /** Not declared: held to what every algorithm keeps. */
    UNKNOWN;

    /**
     * Reads one as people write it, such as {@code round-robin}.
     *
     * @throws IllegalArgumentException when it is none
     */
    public static Algorithm of(String text) {
        try {
            return valueOf(text.toUpperCase(Locale.ROOT).replace('-', '_'));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "algorithm: " + text
                            + " (expected: one of round-robin, least-connections, client-hash, random, unknown)",
                    e);
        }
    }

    /** Counts follow from the number of picks alone. */
    public boolean exact() {
        return this == ROUND_ROBIN;
    }
}
