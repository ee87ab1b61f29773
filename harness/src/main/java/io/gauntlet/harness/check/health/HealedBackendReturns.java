package io.gauntlet.harness.check.health;

import io.gauntlet.harness.check.Check;
import io.gauntlet.harness.check.Seconds;
import io.gauntlet.harness.experiment.Actions;
import io.gauntlet.harness.experiment.Experiment;
import io.gauntlet.harness.experiment.Workload;
import io.gauntlet.harness.judge.Shares;
import io.gauntlet.harness.recording.Ledger;
import io.gauntlet.harness.recording.Recording;
import io.gauntlet.harness.recording.Window;
import io.gauntlet.harness.settings.Settings;
import io.gauntlet.harness.target.Capability;
import io.gauntlet.harness.verdict.Finding;
import java.util.Set;

/** HEALTH-6. */
public final class HealedBackendReturns implements Check {
    private static final double PARTITION = 0.5;

    /** Longer out than it takes to notice, so that there is an ejection to return from. */
    private static final double OUT_BEYOND_DETECTION = 0.5;

    @Override
    public String id() {
        return "HEALTH-6";
    }

    @Override
    public String requirement() {
        return "A healed backend returns";
    }

    @Override
    public Set<Capability> needs() {
        return Set.of(Capability.BACKENDS);
    }

    @Override
    public Experiment experiment(Settings settings) {
        double healed = PARTITION + Seconds.of(settings.policy().detectWithin()) + OUT_BEYOND_DETECTION;
        double length = healed
                + Seconds.of(settings.policy().returnWithin())
                + settings.profile().seconds(3);
        return Experiment.of(Workload.steady(settings.load().targetRps(), length))
                .at(PARTITION, Actions.partition(settings.victim()))
                .at(healed, Actions.rejoin(settings.victim()));
    }

    @Override
    public Finding judge(Recording recording, Settings settings) {
        long healed = recording.mark(settings.victim(), "rejoin").done();
        var after = new Window(healed + settings.policy().returnWithin().toNanos(), recording.end());
        var ledger = Ledger.of(recording).intendedWithin(after);
        return Shares.fairShareOf(settings.victim(), ledger, settings);
    }
}
