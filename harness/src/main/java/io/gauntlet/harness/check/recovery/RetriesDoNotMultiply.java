package io.gauntlet.harness.check.recovery;

import io.gauntlet.harness.check.Check;
import io.gauntlet.harness.check.Seconds;
import io.gauntlet.harness.experiment.Behaviour;
import io.gauntlet.harness.experiment.Experiment;
import io.gauntlet.harness.experiment.Workload;
import io.gauntlet.harness.judge.Evidence;
import io.gauntlet.harness.recording.Ledger;
import io.gauntlet.harness.recording.Recording;
import io.gauntlet.harness.settings.Settings;
import io.gauntlet.harness.target.Capability;
import io.gauntlet.harness.verdict.Finding;
import java.util.Set;

/** LOAD-4: every backend answers 503 at the target load times the headroom. */
public final class RetriesDoNotMultiply implements Check {

    private static final double MAX_ARRIVALS_PER_REQUEST = 1.2;
    private static final int UNAVAILABLE = 503;
    private static final long ENOUGH = 100;

    @Override
    public String id() {
        return "LOAD-4";
    }

    @Override
    public String requirement() {
        return "When every backend refuses, retries do not multiply the load";
    }

    @Override
    public Set<Capability> needs() {
        return Set.of(Capability.BACKENDS);
    }

    @Override
    public Experiment experiment(Settings settings) {
        double peak = settings.load().peakRps();
        return Experiment.of(
                        Workload.steady(peak, Math.max(settings.profile().seconds(4), Seconds.until(ENOUGH, peak, 1))))
                .given(Behaviour.DEFAULT.status(UNAVAILABLE));
    }

    @Override
    public Finding judge(Recording recording, Settings settings) {
        var ledger = Ledger.of(recording);
        long sent = ledger.requests().stream()
                .mapToLong(request -> request.attempts().size())
                .sum();
        long arrived = ledger.requests().stream()
                .mapToLong(request -> request.arrivals().size())
                .sum();
        return Evidence.missing(arrived, ENOUGH, "requests that reached a backend")
                .orElseGet(() -> Finding.atMost(
                        (double) arrived / sent,
                        MAX_ARRIVALS_PER_REQUEST,
                        "arrivals/request",
                        sent + " requests were sent, " + arrived + " arrived at backends that answer 503"));
    }
}
