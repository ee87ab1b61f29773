package io.gauntlet.backends;

import io.gauntlet.backends.behaviour.Behaviour;
import java.util.Map;

/**
 * What backends speak and do from their start on, beyond plain HTTP/1.1. Immutable.
 *
 * @param behaviours by the backend's id; those that are missing have the default one
 * @param http2 whether they speak HTTP/2 too
 * @param tls whether they speak TLS, and nothing in the clear
 */
public record Features(Map<String, Behaviour> behaviours, boolean http2, boolean tls) {

    public Features {
        behaviours = Map.copyOf(behaviours);
    }

    /** None of it. */
    public static Features none() {
        return new Features(Map.of(), false, false);
    }
}
