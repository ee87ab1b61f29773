package io.gauntlet.harness.judge;

import io.gauntlet.harness.experiment.Actions;
import io.gauntlet.harness.recording.MissingEventException;
import io.gauntlet.harness.recording.Recording;
import io.gauntlet.harness.verdict.Finding;
import io.gauntlet.harness.verdict.Measure;
import java.util.function.Supplier;

/**
 * What holds for every judge: a run that measured nothing, that the harness broke, or whose injector fell off its
 * schedule is inconclusive whatever else it shows (Law 3), and so is a judge that throws.
 */
public final class Judging {
    /** The event of a target that ended on its own. */
    public static final String DIED = "died";

    /** No check asks for it, so it is held against whatever was tried. */
    private static final Measure DEATH = new Measure(1, 0, "deaths");

    private Judging() {}

    /** The judge's finding, or why it can't be asked. */
    public static Finding guarded(Recording recording, Supplier<Finding> judge) {
        try {
            var broken = recording.event("rig", "broken");
            if (broken.isPresent()) {
                return Finding.inconclusive("the rig broke: " + broken.get().detail());
            }
            var interrupted = recording.event("rig", "interrupted");
            if (interrupted.isPresent()) {
                return Finding.inconclusive("interrupted: " + interrupted.get().detail());
            }
            if (recording.attempts().isEmpty()) {
                return Finding.inconclusive("nothing was measured: the client's ledger is empty");
            }
            if (recording.event("workload", "finished").isEmpty()) {
                return Finding.inconclusive("the recording stops before the workload's end");
            }
            var finding = Injection.fault(recording).orElseGet(judge);
            return recording
                    .event(Actions.TARGET, DIED)
                    .map(event -> Finding.fail(DEATH, "the target died: " + event.detail() + "; " + finding.reason()))
                    .orElse(finding);
        } catch (MissingEventException e) {
            return Finding.inconclusive(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            return Finding.inconclusive("the judge failed: " + e);
        }
    }
}
