package io.gauntlet.harness.check.draining;

import io.gauntlet.harness.check.Check;
import io.gauntlet.harness.experiment.Actions;
import io.gauntlet.harness.experiment.Behaviour;
import io.gauntlet.harness.experiment.Experiment;
import io.gauntlet.harness.experiment.Workload;
import io.gauntlet.harness.judge.Evidence;
import io.gauntlet.harness.recording.Ledger;
import io.gauntlet.harness.recording.Recording;
import io.gauntlet.harness.recording.Request;
import io.gauntlet.harness.settings.Settings;
import io.gauntlet.harness.target.Capability;
import io.gauntlet.harness.verdict.Finding;
import java.time.Duration;
import java.util.Set;

/** DRAIN-1. */
public final class InFlightFinish implements Check {
    private static final double DRAIN = 1.5;
    private static final double RPS = 30;
    private static final long ENOUGH_IN_FLIGHT = 5;

    /** Of the wait that a target is declared to bear, answers take this part at most. */
    private static final double PATIENCE = 0.8;

    @Override
    public String id() {
        return "DRAIN-1";
    }

    @Override
    public String requirement() {
        return "Requests in flight on a backend finish when it is drained";
    }

    @Override
    public Set<Capability> needs() {
        return Set.of(Capability.BACKENDS, Capability.DRAIN);
    }

    @Override
    public Experiment experiment(Settings settings) {
        double declared = settings.policy().answerWithin().toMillis() * PATIENCE;
        double wanted = settings.profile().seconds(4) * 1000;
        var answer = Duration.ofMillis((long) (declared > 0 ? Math.min(declared, wanted) : wanted));
        double rps = Math.min(RPS, settings.load().targetRps());
        return Experiment.of(Workload.steady(rps, DRAIN + 1))
                .given(Behaviour.answeringAfter(answer))
                .at(DRAIN, Actions.drain(settings.victim()));
    }

    @Override
    public Finding judge(Recording recording, Settings settings) {
        var drain = recording.mark(settings.victim(), "drain");
        var inFlight = Ledger.of(recording).requests().stream()
                .filter(request -> request.arrivals().stream()
                        .anyMatch(a -> a.backend().equals(settings.victim())
                                && a.received() < drain.asked()
                                && (a.openAt(drain.asked()) || a.openAt(drain.done()))))
                .toList();
        long lost = inFlight.stream()
                .filter(request -> !finishedThere(request, settings.victim()))
                .count();
        return Evidence.missing(inFlight.size(), ENOUGH_IN_FLIGHT, "requests in flight at the drain")
                .orElseGet(() -> Finding.atMost(
                        (double) lost,
                        0,
                        "requests",
                        lost + " of " + inFlight.size() + " requests in flight on " + settings.victim()
                                + " at its drain were not answered by it in full"));
    }

    private static boolean finishedThere(Request request, String backend) {
        return request.good() && request.last().backend().equals(backend);
    }
}
