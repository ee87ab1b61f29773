package io.gauntlet.harness.check.recovery;

import io.gauntlet.harness.check.Check;
import io.gauntlet.harness.experiment.Experiment;
import io.gauntlet.harness.experiment.Workload;
import io.gauntlet.harness.judge.Failures;
import io.gauntlet.harness.judge.Latency;
import io.gauntlet.harness.recording.Ledger;
import io.gauntlet.harness.recording.Recording;
import io.gauntlet.harness.settings.Settings;
import io.gauntlet.harness.target.Capability;
import io.gauntlet.harness.verdict.Finding;
import java.util.Set;

/** LOAD-1. */
public final class CarriesTargetLoad implements Check {
    @Override
    public String id() {
        return "LOAD-1";
    }

    @Override
    public String requirement() {
        return "It carries the target load";
    }

    @Override
    public Set<Capability> needs() {
        return Set.of();
    }

    @Override
    public Experiment experiment(Settings settings) {
        return Experiment.of(
                Workload.steady(settings.load().targetRps(), settings.profile().seconds(8)));
    }

    @Override
    public Finding judge(Recording recording, Settings settings) {
        return carries(Ledger.of(recording), settings, "at the target load");
    }

    /** Few enough failures, all executed once, and quick enough. */
    static Finding carries(Ledger ledger, Settings settings, String when) {
        return Finding.worst(
                Latency.p99AtMost(ledger, settings.limits().p99Millis(), when),
                Failures.rate(ledger, settings.limits().errorRate(), when),
                Failures.noneRepeated(ledger));
    }
}
