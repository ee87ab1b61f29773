package io.gauntlet.harness.check.network;

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

/** NET-9: the link is cut for longer than it takes to notice, then healed. */
public final class PartitionHeals implements Check {

    private static final double CUT = 1;

    /** Longer than it takes to notice, so that there is an ejection to return from. */
    private static final double BEYOND_DETECTION = 0.5;

    @Override
    public String id() {
        return "NET-9";
    }

    @Override
    public String requirement() {
        return "A backend behind a cut link leaves the rotation, and returns when the link is healed";
    }

    @Override
    public Set<Capability> needs() {
        return Set.of(Capability.BACKENDS);
    }

    @Override
    public Experiment experiment(Settings settings) {
        double healed = CUT + Seconds.of(settings.policy().detectWithin()) + BEYOND_DETECTION;
        double length = healed
                + Seconds.of(settings.policy().returnWithin())
                + Math.max(
                        settings.profile().seconds(2),
                        Seconds.until(Shares.ENOUGH, settings.load().targetRps(), 1));
        return Experiment.of(Workload.steady(settings.load().targetRps(), length))
                .at(CUT, Actions.partition(settings.victim()))
                .at(healed, Actions.rejoin(settings.victim()));
    }

    @Override
    public Finding judge(Recording recording, Settings settings) {
        var victim = settings.victim();
        var ledger = Ledger.of(recording);
        var cut = recording.mark(victim, "partition");
        long returned = recording.mark(victim, "rejoin").done()
                + settings.policy().returnWithin().toNanos();
        var outage = Outage.window(cut, settings);
        return Finding.worst(
                Shares.fairShareOf(victim, ledger.intendedWithin(new Window(returned, recording.end())), settings),
                Outage.bounded(ledger, outage, settings, 1),
                Failures.noneRepeated(ledger));
    }
}
