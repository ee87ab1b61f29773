package io.gauntlet.lb.config;

import java.util.Locale;

/** Which requests may go out on a connection that has carried others before. */
public enum Reuse {
    /** All of them. */
    ALWAYS,
    /**
     * Those that could be repeated if the backend closes the connection at that very moment: not POST and PATCH, nor
     * what has a body, which is not kept.
     */
    SAFE;

    /** The name as it stands in the configuration file, such as {@code safe}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
