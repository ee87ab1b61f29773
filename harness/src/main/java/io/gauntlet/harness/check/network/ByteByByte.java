package io.gauntlet.harness.check.network;

import io.gauntlet.harness.check.Check;
import io.gauntlet.harness.experiment.Actions;
import io.gauntlet.harness.experiment.Experiment;
import io.gauntlet.harness.experiment.Toxic;
import io.gauntlet.harness.experiment.Workload;
import io.gauntlet.harness.judge.Evidence;
import io.gauntlet.harness.judge.Failures;
import io.gauntlet.harness.recording.Body;
import io.gauntlet.harness.recording.Ledger;
import io.gauntlet.harness.recording.Recording;
import io.gauntlet.harness.recording.Window;
import io.gauntlet.harness.settings.Settings;
import io.gauntlet.harness.target.Capability;
import io.gauntlet.harness.verdict.Finding;
import java.util.Set;

/** NET-7: one link passes single bytes on, both ways. */
public final class ByteByByte implements Check {

    private static final double SLICED = 1;
    private static final double MAX_RPS = 20;
    private static final long ENOUGH = 5;

    @Override
    public String id() {
        return "NET-7";
    }

    @Override
    public String requirement() {
        return "Requests and answers that come byte for byte are understood";
    }

    @Override
    public Set<Capability> needs() {
        return Set.of(Capability.BACKENDS);
    }

    @Override
    public Experiment experiment(Settings settings) {
        double rps = Math.min(MAX_RPS, settings.load().targetRps());
        return Experiment.of(Workload.steady(rps, SLICED + settings.profile().seconds(3))
                        .posting(50))
                .at(SLICED, Actions.toxic(settings.victim(), Toxic.slicer()))
                .at(SLICED, Actions.toxic(settings.victim(), Toxic.slicer().onRequests()));
    }

    @Override
    public Finding judge(Recording recording, Settings settings) {
        var sliced = new Window(recording.mark(settings.victim(), "slicer").done(), recording.end());
        var ledger = Ledger.of(recording);
        var arrived = recording.arrivals().stream()
                .filter(a -> a.request() && a.backend().equals(settings.victim()) && sliced.holds(a.received()))
                .toList();
        long damaged = arrived.stream().filter(a -> a.body() == Body.DAMAGED).count();
        return Evidence.missing(arrived.size(), ENOUGH, "requests over the sliced link")
                .orElseGet(() -> Finding.worst(
                        Failures.none(ledger),
                        Finding.atMost(
                                (double) damaged, 0, "requests", damaged + " requests reached a backend damaged")));
    }
}
