package io.gauntlet.faultproxy.link;

import java.util.Locale;
import java.util.Optional;

/** The two streams of a connection. */
public enum Direction {
    /** From the client to the server. */
    UPSTREAM,
    /** From the server to the client. */
    DOWNSTREAM;

    /** The direction of a name in any case. */
    public static Optional<Direction> named(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "upstream" -> Optional.of(UPSTREAM);
            case "downstream" -> Optional.of(DOWNSTREAM);
            default -> Optional.empty();
        };
    }
}
