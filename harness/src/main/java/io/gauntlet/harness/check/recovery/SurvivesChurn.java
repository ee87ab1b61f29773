package io.gauntlet.harness.check.recovery;

import io.gauntlet.harness.check.Check;
import io.gauntlet.harness.check.Seconds;
import io.gauntlet.harness.experiment.Experiment;
import io.gauntlet.harness.experiment.Workload;
import io.gauntlet.harness.judge.Descriptors;
import io.gauntlet.harness.judge.Failures;
import io.gauntlet.harness.recording.Ledger;
import io.gauntlet.harness.recording.Recording;
import io.gauntlet.harness.settings.Settings;
import io.gauntlet.harness.target.Capability;
import io.gauntlet.harness.verdict.Finding;
import java.util.Set;

/** LOAD-9: the target load, each request on a connection of its own. */
public final class SurvivesChurn implements Check {

    @Override
    public String id() {
        return "LOAD-9";
    }

    @Override
    public String requirement() {
        return "A new connection for each request costs no failures and no descriptors";
    }

    @Override
    public Set<Capability> needs() {
        return Set.of();
    }

    @Override
    public Experiment experiment(Settings settings) {
        double rps = settings.load().targetRps();
        double enough = Seconds.until(Descriptors.allowance(settings), rps, 1);
        return Experiment.of(Workload.steady(rps, Math.max(settings.profile().seconds(5), enough))
                .churning());
    }

    @Override
    public Finding judge(Recording recording, Settings settings) {
        var failures = Failures.none(Ledger.of(recording));
        return Descriptors.seen(recording)
                ? Finding.worst(Descriptors.backToFloor(recording, settings), failures)
                : failures.noting("the target's descriptors could not be seen");
    }
}
