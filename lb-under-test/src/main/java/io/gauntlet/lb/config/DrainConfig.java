package io.gauntlet.lb.config;

import java.time.Duration;
import java.util.Locale;

/**
 * How a backend leaves.
 *
 * @param grace how long requests in flight may take to finish; where sessions are kept, these have it before
 */
public record DrainConfig(Duration grace, Sessions sessions) {

    /** What becomes of the sessions of a backend that drains. */
    public enum Sessions {
        /** They stay with it until the grace ends, and then move. */
        KEEP,
        /** They move with their next request. */
        MOVE;

        /** The name as it stands in the configuration file, such as {@code keep}. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
