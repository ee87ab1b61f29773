package io.gauntlet.harness.rig;

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
 */
public record RigPlan(
        Target target, Path folder, Map<String, String> listen, RunClock clock, long seed, HttpCalls http) {
    public RigPlan {
        listen = Collections.unmodifiableMap(new LinkedHashMap<>(listen));
    }
}
