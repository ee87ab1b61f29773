package io.gauntlet.harness.check.distribution;

import io.gauntlet.harness.check.Check;
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

/** DIST-1. */
public final class EqualShares implements Check {
    @Override
    public String id() {
        return "DIST-1";
    }

    @Override
    public String requirement() {
        return "Equal backends get equal shares";
    }

    @Override
    public Set<Capability> needs() {
        return Set.of(Capability.IDENTITY, Capability.EQUAL_WEIGHTS);
    }

    @Override
    public Experiment experiment(Settings settings) {
        double seconds = settings.profile().seconds(6);
        return Experiment.of(Workload.steady(settings.load().targetRps(), seconds));
    }

    @Override
    public Finding judge(Recording recording, Settings settings) {
        var ledger = Ledger.of(recording);
        var whole = new Window(recording.start(), recording.end());
        return Finding.worst(Shares.equal(ledger, settings), Shares.neverSkewed(ledger, whole, settings.backends()));
    }
}
