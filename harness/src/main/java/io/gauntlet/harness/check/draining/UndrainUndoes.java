package io.gauntlet.harness.check.draining;

import io.gauntlet.harness.check.Check;
import io.gauntlet.harness.check.Seconds;
import io.gauntlet.harness.experiment.Actions;
import io.gauntlet.harness.experiment.Experiment;
import io.gauntlet.harness.experiment.Workload;
import io.gauntlet.harness.judge.Failures;
import io.gauntlet.harness.judge.Shares;
import io.gauntlet.harness.recording.Ledger;
import io.gauntlet.harness.recording.Recording;
import io.gauntlet.harness.recording.Window;
import io.gauntlet.harness.settings.Settings;
import io.gauntlet.harness.target.Capability;
import io.gauntlet.harness.verdict.Finding;
import java.util.Set;

/** DRAIN-9. A target may look at the backend anew before it uses it, for as long as it may look at one that was ill. */
public final class UndrainUndoes implements Check {
    private static final double DRAIN = 0.5;
    private static final double UNDRAIN = 1.5;

    @Override
    public String id() {
        return "DRAIN-9";
    }

    @Override
    public String requirement() {
        return "Undrain undoes it: the backend has its full share again, and nothing is lost";
    }

    @Override
    public Set<Capability> needs() {
        return Set.of(Capability.BACKENDS, Capability.DRAIN);
    }

    @Override
    public Experiment experiment(Settings settings) {
        double watched = Math.max(
                settings.profile().seconds(3),
                Seconds.until(Shares.ENOUGH, settings.load().targetRps(), 1));
        double length = UNDRAIN + Seconds.of(settings.policy().returnWithin()) + watched;
        return Experiment.of(Workload.steady(settings.load().targetRps(), length))
                .at(DRAIN, Actions.drain(settings.victim()))
                .at(UNDRAIN, Actions.undrain(settings.victim()));
    }

    @Override
    public Finding judge(Recording recording, Settings settings) {
        long undrained = recording.mark(settings.victim(), "undrain").done();
        var ledger = Ledger.of(recording);
        var after = ledger.intendedWithin(
                new Window(undrained + settings.policy().returnWithin().toNanos(), recording.end()));
        return Finding.worst(Shares.fairShareOf(settings.victim(), after, settings), Failures.none(ledger));
    }
}
