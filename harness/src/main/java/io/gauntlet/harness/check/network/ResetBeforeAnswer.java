package io.gauntlet.harness.check.network;

import io.gauntlet.harness.check.Check;
import io.gauntlet.harness.experiment.Actions;
import io.gauntlet.harness.experiment.Experiment;
import io.gauntlet.harness.experiment.Toxic;
import io.gauntlet.harness.experiment.Workload;
import io.gauntlet.harness.judge.Evidence;
import io.gauntlet.harness.judge.Failures;
import io.gauntlet.harness.recording.Ledger;
import io.gauntlet.harness.recording.Mark;
import io.gauntlet.harness.recording.Recording;
import io.gauntlet.harness.recording.Request;
import io.gauntlet.harness.settings.Settings;
import io.gauntlet.harness.target.Capability;
import io.gauntlet.harness.verdict.Finding;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** NET-3: connections of one backend are reset as soon as it begins to answer. */
public final class ResetBeforeAnswer implements Check {

    private static final double RESET = 1.5;
    private static final int POSTS = 20;

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

    /** One after the other: who leaves a backend alone after its first failure may have failed no GET there. */
    private static List<String> victims(Settings settings) {
        return Stream.of(settings.victim(), settings.backends().get(0))
                .distinct()
                .toList();
    }

    @Override
    public Experiment experiment(Settings settings) {
        double each = settings.profile().seconds(2);
        var victims = victims(settings);
        double rps = Math.min(
                MAX_RPS_A_BACKEND * settings.backends().size(), settings.load().targetRps());
        var experiment = Experiment.of(
                Workload.steady(rps, RESET + victims.size() * each + 0.5).posting(POSTS));
        for (int i = 0; i < victims.size(); i++) {
            double reset = RESET + i * each;
            experiment = experiment
                    .at(reset, Actions.toxic(victims.get(i), Toxic.resetPeer()))
                    .at(reset + each, Actions.heal(victims.get(i)));
        }
        return experiment;
    }

    @Override
    public Finding judge(Recording recording, Settings settings) {
        recording.between(settings.victim(), "reset_peer", "heal");
        var ledger = Ledger.of(recording);
        var victims = victims(settings).stream()
                .filter(victim ->
                        recording.event(victim, "reset_peer" + Mark.DONE).isPresent())
                .toList();
        var repeatable = ledger.where(request ->
                request.idempotent() && victims.stream().anyMatch(victim -> hit(recording, request, victim)));
        return Evidence.missing(repeatable.requests().size(), 1, "GETs that were reset before their answer")
                .orElseGet(() -> Finding.worst(
                        Failures.noneRepeated(ledger),
                        Failures.none(repeatable),
                        Failures.none(ledger, request -> excused(request, victims), "were POSTs that were reset")));
    }

    /** It reached the backend while that had its connections reset, and was not answered by it. */
    private static boolean hit(Recording recording, Request request, String victim) {
        var reset = recording.between(victim, "reset_peer", "heal");
        return !request.last().backend().equals(victim)
                && request.arrivals().stream()
                        .anyMatch(arrival -> arrival.backend().equals(victim) && reset.holds(arrival.received()));
    }

    private static boolean excused(Request request, List<String> victims) {
        return !request.idempotent()
                && request.arrivals().stream().anyMatch(arrival -> victims.contains(arrival.backend()));
    }
}
