package io.gauntlet.harness.check.draining;

import io.gauntlet.harness.check.Check;
import io.gauntlet.harness.experiment.Actions;
import io.gauntlet.harness.experiment.Behaviour;
import io.gauntlet.harness.experiment.Experiment;
import io.gauntlet.harness.experiment.Transfer;
import io.gauntlet.harness.experiment.Workload;
import io.gauntlet.harness.judge.Evidence;
import io.gauntlet.harness.judge.Failures;
import io.gauntlet.harness.recording.Arrival;
import io.gauntlet.harness.recording.Body;
import io.gauntlet.harness.recording.Ledger;
import io.gauntlet.harness.recording.Recording;
import io.gauntlet.harness.recording.Request;
import io.gauntlet.harness.settings.Policy;
import io.gauntlet.harness.settings.Profile;
import io.gauntlet.harness.settings.Settings;
import io.gauntlet.harness.target.Capability;
import io.gauntlet.harness.verdict.Finding;
import java.time.Duration;
import java.util.Set;

/** DRAIN-5: one of each for every backend, spread over the backends, are half-way when one of these is drained. */
public final class LargeBodiesSurvive implements Check {

    private static final double BEGIN = 1.2;
    private static final double APART = 0.02;
    private static final double DRAIN = 2.2;
    private static final int SECONDS = 4;
    private static final int PIECES = 40;
    private static final int MEGABYTE = 1_000_000;

    /** In flight at each backend, each way. */
    private static final int MEGABYTES = 100;

    private static final int MEGABYTES_IN_SMOKE = 20;

    private static final int MOST_ROUNDS = 4;

    /** So little beside them that backends take turns among the transfers. */
    private static final double RPS = 2;

    @Override
    public String id() {
        return "DRAIN-5";
    }

    @Override
    public String requirement() {
        return "Large uploads and downloads survive a drain";
    }

    @Override
    public Set<Capability> needs() {
        return Set.of(Capability.BACKENDS, Capability.DRAIN);
    }

    @Override
    public Experiment experiment(Settings settings) {
        int rounds = rounds(settings.policy());
        long megabytes = settings.profile() == Profile.SMOKE ? MEGABYTES_IN_SMOKE : MEGABYTES;
        long bytes = megabytes * MEGABYTE / rounds;
        var large = Behaviour.streaming(bytes, PIECES, Duration.ofMillis(SECONDS * 1000L / PIECES));
        var experiment = Experiment.of(Workload.steady(RPS, BEGIN + SECONDS + 1))
                .given(Behaviour.DEFAULT.at(Transfer.PATH, large))
                .at(DRAIN, Actions.drain(settings.victim()));
        int each = settings.backends().size() * rounds;
        for (int i = 0; i < 2 * each; i++) {
            // First all of one kind, then all of the other: taking turns, every backend gets one of each.
            var transfer = i < each ? Transfer.upload(bytes, Duration.ofSeconds(SECONDS)) : Transfer.download();
            experiment = experiment.at(BEGIN + i * APART, Actions.transfer(transfer));
        }
        return experiment;
    }

    /**
     * How often each backend's turn must come for all to have one: workers take turns on their own, of which one has a
     * whole round at least, and the other requests come in between.
     */
    private static int rounds(Policy policy) {
        return policy.algorithm().exact() ? Math.min(policy.workers() + 1, MOST_ROUNDS) : MOST_ROUNDS;
    }

    @Override
    public Finding judge(Recording recording, Settings settings) {
        var drain = recording.mark(settings.victim(), "drain");
        var ledger = Ledger.of(recording);
        var there = ledger.where(request -> request.arrivals().stream()
                .anyMatch(a -> a.backend().equals(settings.victim()) && a.openAt(drain.done())));
        var uploads = there.where(request -> !request.idempotent());
        long seen = Math.min(
                uploads.requests().size(),
                there.where(Request::idempotent).requests().size());
        long damaged = ledger.requests().stream()
                .flatMap(request -> request.arrivals().stream())
                .filter(a -> a.body() == Body.DAMAGED || (a.method().equals("POST") && a.end() != Arrival.End.ANSWERED))
                .count();
        var whole =
                Finding.atMost((double) damaged, 0, "uploads", damaged + " uploads did not reach their backend whole");
        return Finding.worst(
                Evidence.missing(seen, 1, "uploads and as many downloads half-way at the drain")
                        .orElseGet(() -> Failures.none(there)),
                whole,
                Failures.none(ledger));
    }
}
