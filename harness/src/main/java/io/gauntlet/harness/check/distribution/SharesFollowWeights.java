package io.gauntlet.harness.check.distribution;

import io.gauntlet.harness.check.Check;
import io.gauntlet.harness.experiment.Experiment;
import io.gauntlet.harness.experiment.Workload;
import io.gauntlet.harness.judge.Shares;
import io.gauntlet.harness.recording.Ledger;
import io.gauntlet.harness.recording.Recording;
import io.gauntlet.harness.settings.Settings;
import io.gauntlet.harness.target.Capability;
import io.gauntlet.harness.verdict.Finding;
import java.util.List;
import java.util.Set;

/** DIST-2: with the declared weights, or with 1:2:5 where the target takes any. */
public final class SharesFollowWeights implements Check {
    private static final List<Integer> PATTERN = List.of(1, 2, 5);

    @Override
    public String id() {
        return "DIST-2";
    }

    @Override
    public String requirement() {
        return "Shares follow weights";
    }

    @Override
    public Set<Capability> needs() {
        return Set.of(Capability.IDENTITY, Capability.WEIGHTS);
    }

    @Override
    public Experiment experiment(Settings settings) {
        double seconds = settings.profile().seconds(6);
        return Experiment.of(Workload.steady(settings.load().targetRps(), seconds))
                .weighted(settings.weightsOr(PATTERN));
    }

    @Override
    public Finding judge(Recording recording, Settings settings) {
        return Shares.byWeight(Ledger.of(recording), settings);
    }
}
