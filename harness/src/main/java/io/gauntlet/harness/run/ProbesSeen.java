package io.gauntlet.harness.run;

import io.gauntlet.harness.process.Waiting;
import io.gauntlet.harness.recording.RecordingFolder;
import io.gauntlet.harness.rig.Rig;
import java.time.Duration;

/** Whether a target probes its backends: looked for in their journals, not believed. */
final class ProbesSeen {
    private static final Duration LONGEST = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofMillis(100);

    private ProbesSeen() {}

    static boolean await(Rig rig) {
        if (rig.surroundings().isEmpty()) {
            return false;
        }
        var patience = rig.target().policy().detectWithin();
        var time = patience.compareTo(LONGEST) < 0 ? patience : LONGEST;
        return Waiting.within(time, PAUSE, () -> seen(rig));
    }

    private static boolean seen(Rig rig) {
        return new RecordingFolder(rig.plan().folder().resolve("logs"))
                .read().arrivals().stream().anyMatch(arrival -> !arrival.request());
    }
}
