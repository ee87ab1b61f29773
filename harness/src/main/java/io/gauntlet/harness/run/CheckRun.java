package io.gauntlet.harness.run;

import io.gauntlet.harness.recording.RecordingFolder;
import io.gauntlet.harness.verdict.Verdict;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * One check of a run.
 *
 * @param suite the suite's name
 * @param recording empty where nothing was tried
 * @param gatling Gatling's {@code index.html} of the experiment
 * @param took wall time, reset of the rig included
 */
public record CheckRun(
        String suite, Verdict verdict, Optional<RecordingFolder> recording, Optional<Path> gatling, Duration took) {}
