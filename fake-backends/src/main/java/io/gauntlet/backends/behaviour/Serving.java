package io.gauntlet.backends.behaviour;

/**
 * What a backend does as a whole, and not to a single request. Immutable.
 *
 * @param acceptDelayMillis how long a new connection waits before anything of it is read
 * @param crashAfter the so manieth request from now on ends the process when its head has come; 0 for none
 */
public record Serving(KeepAlive keepAlive, Capacity capacity, int acceptDelayMillis, WarmUp warmUp, long crashAfter) {

    static final long MAX_CRASH_AFTER = 1_000_000_000_000L;

    static Serving defaults() {
        return new Serving(KeepAlive.defaults(), Capacity.defaults(), 0, WarmUp.defaults(), 0);
    }
}
