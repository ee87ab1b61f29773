package io.gauntlet.lb.config;

import java.util.Locale;

/** The balancing algorithms by the names that the configuration file gives them. */
public enum AlgorithmName {
    ROUND_ROBIN,
    WEIGHTED_ROUND_ROBIN,
    LEAST_CONNECTIONS,
    P2C_LEAST_CONNECTIONS,
    IP_HASH,
    CONSISTENT_HASH,
    WEIGHTED_RANDOM,
    LEAST_RESPONSE_TIME;

    /** The name as it stands in the configuration file, such as {@code round-robin}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
