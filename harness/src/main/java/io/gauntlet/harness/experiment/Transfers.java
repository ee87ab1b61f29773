package io.gauntlet.harness.experiment;

/** Sends single large requests through the target. */
public interface Transfers {
    /** Begins one; it goes on by itself. */
    void begin(Transfer transfer);
}
