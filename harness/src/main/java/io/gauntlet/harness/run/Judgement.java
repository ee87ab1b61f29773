package io.gauntlet.harness.run;

import io.gauntlet.harness.check.Check;
import io.gauntlet.harness.judge.Judging;
import io.gauntlet.harness.recording.Recording;
import io.gauntlet.harness.settings.Settings;
import io.gauntlet.harness.verdict.Finding;

/** Asks a check's judge, in a run and years later alike. Pure. */
public final class Judgement {
    private Judgement() {}

    /** What the recording of a check's experiment says under these settings. */
    public static Finding of(Check check, Recording recording, Settings settings) {
        var arrangement = check.experiment(settings).arrangement();
        var inForce = settings.withPolicy(arrangement.of(settings.policy()));
        return Judging.guarded(recording, () -> check.judge(recording, inForce));
    }
}
