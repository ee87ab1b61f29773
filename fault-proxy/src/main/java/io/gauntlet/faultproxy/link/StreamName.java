package io.gauntlet.faultproxy.link;

import java.util.Optional;

/**
 * A stream as a client names it. Immutable.
 *
 * @param text as it was written (any case), since it is echoed
 * @param direction what that means
 */
public record StreamName(String text, Direction direction) {

    /** The stream of that name, if there is one. */
    public static Optional<StreamName> of(String text) {
        return Direction.named(text).map(direction -> new StreamName(text, direction));
    }
}
