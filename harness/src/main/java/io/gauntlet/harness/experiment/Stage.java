package io.gauntlet.harness.experiment;

import io.gauntlet.harness.target.Control;

/** What actions act on. */
public interface Stage {
    /** The fake backends. */
    Backends backends();

    /** The fault links before them. */
    Links links();

    /** What may be done to the target. */
    Control control();
}
