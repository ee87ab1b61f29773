package io.gauntlet.harness.experiment;

/** WebSockets through the target, which are opened one by one and held open. */
public interface Tunnels {
    /** Where a backend says back whatever it is told. */
    String PATH = "/ws";

    /** Opens so many, each when the one before it has been answered. */
    void open(int count);

    /** Sees which still live, and closes them. */
    void hangUp();
}
