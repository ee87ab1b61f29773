package io.gauntlet.harness.check.draining;

import io.gauntlet.harness.check.Check;
import io.gauntlet.harness.experiment.Actions;
import io.gauntlet.harness.experiment.Experiment;
import io.gauntlet.harness.experiment.Workload;
import io.gauntlet.harness.judge.Evidence;
import io.gauntlet.harness.judge.Failures;
import io.gauntlet.harness.recording.Ledger;
import io.gauntlet.harness.recording.Recording;
import io.gauntlet.harness.settings.Settings;
import io.gauntlet.harness.target.Capability;
import io.gauntlet.harness.verdict.Finding;
import java.util.Set;

/** DRAIN-2: counted are requests that the client sent after the acknowledgement, so nothing on its way is held against it. */
public final class NoNewRequests implements Check {
    private static final double DRAIN = 1.5;
    private static final long ENOUGH = 100;

    @Override
    public String id() {
        return "DRAIN-2";
    }

    @Override
    public String requirement() {
        return "A draining backend gets no new request";
    }

    @Override
    public Set<Capability> needs() {
        return Set.of(Capability.BACKENDS, Capability.DRAIN);
    }

    @Override
    public Set<Capability> proves() {
        return Set.of(Capability.DRAIN);
    }

    @Override
    public Experiment experiment(Settings settings) {
        double seconds = DRAIN + settings.profile().seconds(4);
        return Experiment.of(Workload.steady(settings.load().targetRps(), seconds))
                .at(DRAIN, Actions.drain(settings.victim()));
    }

    @Override
    public Finding judge(Recording recording, Settings settings) {
        long acknowledged = recording.mark(settings.victim(), "drain").done();
        var ledger = Ledger.of(recording);
        var later = ledger.requests().stream()
                .filter(request -> request.sent() > acknowledged)
                .toList();
        long routed = later.stream()
                .filter(request ->
                        request.arrivals().stream().anyMatch(a -> a.backend().equals(settings.victim())))
                .count();
        var none = Finding.atMost(
                (double) routed,
                0,
                "requests",
                routed + " of " + later.size() + " requests sent after the drain's acknowledgement reached "
                        + settings.victim());
        return Evidence.missing(later.size(), ENOUGH, "requests after the drain")
                .orElseGet(() -> Finding.worst(none, Failures.none(ledger)));
    }
}
