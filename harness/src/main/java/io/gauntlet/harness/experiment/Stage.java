package io.gauntlet.harness.experiment;

import io.gauntlet.harness.rig.BackendFleet;
import io.gauntlet.harness.rig.FaultLinks;
import io.gauntlet.harness.target.Control;

/** What actions act on. */
public interface Stage {
    /** The fake backends. */
    BackendFleet backends();

    /** The fault links before them. */
    FaultLinks links();

    /** What may be done to the target. */
    Control control();
}
