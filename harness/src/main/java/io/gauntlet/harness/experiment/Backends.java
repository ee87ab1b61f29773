package io.gauntlet.harness.experiment;

/** What actions may do to the fake backends; each call returns when it is in force. */
public interface Backends {
    /** Sets a backend's behaviour. */
    void behave(String id, Behaviour behaviour);

    /** Waits until a backend has worked on nothing for a moment; for some seconds at most. */
    void awaitIdle(String id);

    /** Kills a backend's process. */
    void kill(String id);

    /** Lets a killed backend serve again, perhaps at a new {@link #address}. */
    void revive(String id, Behaviour behaviour);

    /** Where a backend listens, as {@code host:port}. */
    String address(String id);
}
