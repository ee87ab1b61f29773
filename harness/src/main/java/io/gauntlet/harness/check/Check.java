package io.gauntlet.harness.check;

import io.gauntlet.harness.experiment.Experiment;
import io.gauntlet.harness.recording.Recording;
import io.gauntlet.harness.settings.Settings;
import io.gauntlet.harness.target.Capability;
import io.gauntlet.harness.verdict.Finding;
import java.util.Set;

/**
 * One requirement on a load balancer: what is tried, and how what was seen is judged.
 *
 * <p>A public class with a public constructor in a package below this one is in the catalogue; the package is its suite.
 */
public interface Check {
    /** Its id, such as {@code DRAIN-1}. */
    String id();

    /** The requirement in one sentence that a user would sign. */
    String requirement();

    /** What it needs of a target beyond traffic in and journals at the backends. */
    Set<Capability> needs();

    /** Capabilities whose being real it tests itself: of a control that does nothing it says FAIL, and is not kept from it. */
    default Set<Capability> proves() {
        return Set.of();
    }

    /** What is done. */
    Experiment experiment(Settings settings);

    /**
     * What the recording says: pure, with no clock and no I/O.
     *
     * <p>It may take for granted that the injector kept its schedule and that the recording is not empty.
     */
    Finding judge(Recording recording, Settings settings);

    /** The suite that it belongs to. */
    default String suite() {
        var name = getClass().getPackageName();
        return name.substring(name.lastIndexOf('.') + 1);
    }
}
