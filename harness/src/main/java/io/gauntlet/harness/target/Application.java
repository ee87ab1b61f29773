package io.gauntlet.harness.target;

import java.util.Optional;

/**
 * What answers behind a target.
 *
 * @param header the field of an answer that names the backend; empty where none does
 * @param path where requests go that do no harm, GETs alone; empty means Gauntlet's backends, which take any
 */
public record Application(Optional<String> header, Optional<String> path) {
    /** Gauntlet's backends. */
    public static final Application GAUNTLETS = new Application(Optional.of("X-Backend"), Optional.empty());

    /** Whether the backends are the target's own. */
    public boolean foreign() {
        return path.isPresent();
    }
}
