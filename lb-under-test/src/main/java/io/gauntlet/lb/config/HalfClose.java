package io.gauntlet.lb.config;

import java.util.Locale;

/** What becomes of a client that shuts its side of the connection behind its request. */
public enum HalfClose {
    /** It has left: its request is abandoned. The end of its side alone tells it from nobody who has closed both. */
    GONE,
    /** It waits: what it has said as a whole is answered, and then its connection ends. */
    ANSWERED;

    /** The name as it stands in the configuration file, such as {@code answered}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
