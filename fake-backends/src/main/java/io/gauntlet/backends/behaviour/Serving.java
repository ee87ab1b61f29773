package io.gauntlet.backends.behaviour;

/** What a backend does as a whole, and not to a single request. Immutable. */
public record Serving(KeepAlive keepAlive, Capacity capacity) {

    static Serving defaults() {
        return new Serving(KeepAlive.defaults(), Capacity.defaults());
    }
}
