package io.gauntlet.harness.run;

import io.gauntlet.harness.verdict.Verdict;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A run as far as it came.
 *
 * @param folder where it lies
 * @param interrupted why it ended early, if it did
 */
public record RunResult(Path folder, RunInfo info, List<CheckRun> checks, Duration took, Optional<String> interrupted) {

    public RunResult {
        checks = List.copyOf(checks);
    }

    /** The verdicts, in the order of the checks. */
    public List<Verdict> verdicts() {
        return checks.stream().map(CheckRun::verdict).toList();
    }
}
