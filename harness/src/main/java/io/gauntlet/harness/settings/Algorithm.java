package io.gauntlet.harness.settings;

/** How a target is declared to pick a backend. */
public enum Algorithm {
    /** Round robin, weighted smoothly where weights differ: counts are exact. */
    ROUND_ROBIN,
    /** The fewest requests in flight. */
    LEAST_CONNECTIONS,
    /** Weighted chance, power of two choices and the like. */
    RANDOM,
    /** Not declared: held to what every algorithm keeps. */
    UNKNOWN;

    /** Counts follow from the number of picks alone. */
    public boolean exact() {
        return this == ROUND_ROBIN;
    }
}
