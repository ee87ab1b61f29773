package io.gauntlet.harness.experiment;

import io.gauntlet.harness.target.Control;

/** What actions act on. */
public interface Stage {
    /** The fake backends. */
    Backends backends();

    /** The fault links before them. */
    Links links();

    /** The database that backends share. */
    Database database();

    /** Large requests of the client's. */
    Transfers transfers();

    /** Connections of the client's that stay. */
    Tunnels tunnels();

    /** What is said to the target byte for byte. */
    Dialogues dialogues();

    /** What may be done to the target. */
    Control control();
}
