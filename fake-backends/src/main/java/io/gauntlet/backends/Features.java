package io.gauntlet.backends;

import io.gauntlet.backends.behaviour.Behaviour;
import java.util.Map;
import java.util.Optional;

/**
 * What backends speak and do from their start on, beyond plain HTTP/1.1. Immutable.
 *
 * @param behaviours by the backend's id; those that are missing have the default one
 * @param http2 whether they speak HTTP/2 too
 * @param tls whether they speak TLS, and nothing in the clear
 * @param database the URL of the one that probes may ask
 */
public record Features(Map<String, Behaviour> behaviours, boolean http2, boolean tls, Optional<String> database) {

    public Features {
        behaviours = Map.copyOf(behaviours);
    }

    /** None of it. */
    public static Features none() {
        return new Features(Map.of(), false, false, Optional.empty());
    }
}
