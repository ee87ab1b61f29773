package io.gauntlet.harness.check.operations;

import io.gauntlet.harness.check.Check;
import io.gauntlet.harness.experiment.Actions;
import io.gauntlet.harness.experiment.Behaviour;
import io.gauntlet.harness.experiment.Experiment;
import io.gauntlet.harness.experiment.Workload;
import io.gauntlet.harness.judge.Evidence;
import io.gauntlet.harness.judge.Failures;
import io.gauntlet.harness.recording.Ledger;
import io.gauntlet.harness.recording.Recording;
import io.gauntlet.harness.settings.Settings;
import io.gauntlet.harness.target.Capability;
import io.gauntlet.harness.verdict.Finding;
import java.time.Duration;
import java.util.Set;

/**
 * OPS-1: an attempt that broke counts although the client sent it again, since not every client does; that is how a
 * connection is noticed that was closed at a reload just when its client used it.
 */
public final class ReloadLosesNothing implements Check {
    private static final double RELOAD = 1.5;
    private static final Duration ANSWER = Duration.ofMillis(200);
    private static final long ENOUGH_IN_FLIGHT = 5;

    @Override
    public String id() {
        return "OPS-1";
    }

    @Override
    public String requirement() {
        return "A reload loses nothing: no request in flight, and none on a connection that was idle";
    }

    @Override
    public Set<Capability> needs() {
        return Set.of(Capability.BACKENDS, Capability.RELOAD);
    }

    @Override
    public Experiment experiment(Settings settings) {
        double seconds = RELOAD + 2 + settings.profile().seconds(2);
        return Experiment.of(Workload.steady(settings.load().targetRps(), seconds))
                .given(Behaviour.answeringAfter(ANSWER))
                .at(RELOAD, Actions.reload());
    }

    @Override
    public Finding judge(Recording recording, Settings settings) {
        var ledger = Ledger.of(recording);
        var reload = recording.mark(Actions.TARGET, "reload");
        long inFlight = ledger.requests().stream()
                .filter(request -> request.sent() < reload.asked() && request.ended() > reload.asked())
                .count();
        return Evidence.given(
                inFlight,
                ENOUGH_IN_FLIGHT,
                "requests in flight at the reload",
                broken(ledger),
                Failures.noneRepeated(ledger));
    }

    private static Finding broken(Ledger ledger) {
        long again = ledger.requests().stream()
                .filter(request -> request.good() && request.attempts().size() > 1)
                .count();
        var lost = Failures.none(ledger);
        return Finding.worst(
                lost,
                Finding.atMost(
                        (double) again,
                        0,
                        "requests",
                        again + " of " + ledger.requests().size()
                                + " requests met a connection that was being closed, and would have been lost by a client"
                                + " that does not send again"));
    }
}
