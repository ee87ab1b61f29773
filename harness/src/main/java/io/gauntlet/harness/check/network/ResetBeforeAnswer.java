package io.gauntlet.harness.check.network;

import io.gauntlet.harness.check.Check;
import io.gauntlet.harness.experiment.Actions;
import io.gauntlet.harness.experiment.Experiment;
import io.gauntlet.harness.experiment.Toxic;
import io.gauntlet.harness.experiment.Workload;
import io.gauntlet.harness.judge.Evidence;
import io.gauntlet.harness.judge.Failures;
import io.gauntlet.harness.recording.Ledger;
import io.gauntlet.harness.recording.Recording;
import io.gauntlet.harness.recording.Request;
import io.gauntlet.harness.settings.Settings;
import io.gauntlet.harness.target.Capability;
import io.gauntlet.harness.verdict.Finding;
import java.util.Set;

/** NET-3: connections of one backend are reset as soon as it begins to answer. */
public final class ResetBeforeAnswer implements Check {

    private static final double RESET = 1.5;
    private static final int POSTS = 30;

    /** So few that what must be tried again at one time stays within any budget of retries. */
    private static final double MAX_RPS_A_BACKEND = 20;

    @Override
    public String id() {
        return "NET-3";
    }

    @Override
    public String requirement() {
        return "A request that is reset before its answer is tried elsewhere if it may be repeated, and never if not";
    }

    @Override
    public Set<Capability> needs() {
        return Set.of(Capability.BACKENDS);
    }

    @Override
    public Experiment experiment(Settings settings) {
        double healed = RESET + settings.profile().seconds(2);
        double rps = Math.min(
                MAX_RPS_A_BACKEND * settings.backends().size(), settings.load().targetRps());
        return Experiment.of(Workload.steady(rps, healed + 0.5).posting(POSTS))
                .at(RESET, Actions.toxic(settings.victim(), Toxic.resetPeer()))
                .at(healed, Actions.heal(settings.victim()));
    }

    @Override
    public Finding judge(Recording recording, Settings settings) {
        var victim = settings.victim();
        var reset = recording.between(victim, "reset_peer", "heal");
        var ledger = Ledger.of(recording);
        var hit = ledger.where(request -> request.arrivals().stream()
                        .anyMatch(arrival -> arrival.backend().equals(victim) && reset.holds(arrival.received())))
                .where(request -> !request.last().backend().equals(victim));
        var repeatable = hit.where(Request::idempotent);
        return Evidence.missing(repeatable.requests().size(), 1, "GETs that were reset before their answer")
                .orElseGet(() -> Finding.worst(
                        Failures.noneRepeated(ledger),
                        Failures.none(repeatable),
                        Failures.none(ledger, request -> excused(request, victim), "were POSTs that were reset")));
    }

    private static boolean excused(Request request, String victim) {
        return !request.idempotent()
                && request.arrivals().stream()
                        .anyMatch(arrival -> arrival.backend().equals(victim));
    }
}
