package io.gauntlet.lb.config;

import java.util.Locale;

/** What makes a request worth another attempt; none of them repeats what a backend may have processed, unless it is idempotent. */
public enum RetryCause {
    /** No connection came about. */
    CONNECT_FAILURE,
    /** A reused connection was closed or reset before the first byte of the answer. */
    STALE_CONNECTION,
    /** Any connection, a fresh one too, was closed or reset before the first byte of the answer. */
    RESET;

    /** The name as it stands in the configuration file, such as {@code connect-failure}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
