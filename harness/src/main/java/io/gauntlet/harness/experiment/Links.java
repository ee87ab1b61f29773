package io.gauntlet.harness.experiment;

/** What actions may do to the links in front of the backends; each call returns when it is in force. */
public interface Links {
    /** Where a backend's link listens, as {@code host:port}: where the target is to reach it. */
    String address(String backend);

    /** Refuses new connections and closes those that are open. */
    void down(String backend);

    /** Takes connections again. */
    void up(String backend);

    /** Leads a link to another address from now on, whether it is up or down. */
    void lead(String backend, String upstream);

    /** Adds a toxic to a link; several of one kind may not stand in one direction. */
    void add(String backend, Toxic toxic);

    /** Takes all toxics from one link. */
    void heal(String backend);
}
