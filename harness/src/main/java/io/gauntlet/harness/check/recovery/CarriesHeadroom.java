package io.gauntlet.harness.check.recovery;

import io.gauntlet.harness.check.Check;
import io.gauntlet.harness.experiment.Experiment;
import io.gauntlet.harness.experiment.Workload;
import io.gauntlet.harness.recording.Ledger;
import io.gauntlet.harness.recording.Recording;
import io.gauntlet.harness.settings.Settings;
import io.gauntlet.harness.target.Capability;
import io.gauntlet.harness.verdict.Finding;
import java.util.Set;

/** LOAD-2: a ramp from the target load to the target load times the headroom, then held there. */
public final class CarriesHeadroom implements Check {
    private static final int RAMP_SECONDS = 2;

    @Override
    public String id() {
        return "LOAD-2";
    }

    @Override
    public String requirement() {
        return "It carries the target load times the headroom (150 %)";
    }

    @Override
    public Set<Capability> needs() {
        return Set.of();
    }

    @Override
    public Experiment experiment(Settings settings) {
        double peak = settings.load().peakRps();
        return Experiment.of(Workload.steady(peak, settings.profile().seconds(6))
                .after(new Workload.Phase(settings.load().targetRps(), peak, RAMP_SECONDS)));
    }

    @Override
    public Finding judge(Recording recording, Settings settings) {
        return CarriesTargetLoad.carries(Ledger.of(recording), settings, "up to and at the headroom");
    }
}
