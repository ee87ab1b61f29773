package io.gauntlet.harness.rig;

import io.gauntlet.harness.faultserver.FaultServerChoice;
import io.gauntlet.harness.process.HttpCalls;
import io.gauntlet.harness.recording.RunClock;
import io.gauntlet.harness.target.Target;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What rig to start.
 *
 * @param folder the run's folder; logs go into it
 * @param listen where each backend's fault link listens, by the backend's id, in order
 * @param faults what the links go through
 */
public record RigPlan(
        Target target, Path folder, Map<String, String> listen, RunClock clock, Faults faults, HttpCalls http) {
    public RigPlan {
        listen = Collections.unmodifiableMap(new LinkedHashMap<>(listen));
    }

    /**
     * What the fault links go through.
     *
     * @param links begins their names
     * @param seed of the chances that a server draws
     */
    public record Faults(FaultServerChoice server, String links, long seed) {}
}
