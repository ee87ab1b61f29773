package io.gauntlet.harness.check.network;

import io.gauntlet.harness.check.Check;
import io.gauntlet.harness.experiment.Actions;
import io.gauntlet.harness.experiment.Behaviour;
import io.gauntlet.harness.experiment.Experiment;
import io.gauntlet.harness.experiment.Workload;
import io.gauntlet.harness.judge.Evidence;
import io.gauntlet.harness.judge.Failures;
import io.gauntlet.harness.recording.Arrival;
import io.gauntlet.harness.recording.Attempt;
import io.gauntlet.harness.recording.Body;
import io.gauntlet.harness.recording.Ledger;
import io.gauntlet.harness.recording.Outcome;
import io.gauntlet.harness.recording.Recording;
import io.gauntlet.harness.settings.Settings;
import io.gauntlet.harness.target.Capability;
import io.gauntlet.harness.verdict.Finding;
import java.time.Duration;
import java.util.Set;

/** NET-4: chunked answers of half a second, so that many are on their way when the link resets. */
public final class BrokenAnswerStaysBroken implements Check {
    private static final double RESET = 1.5;
    private static final Behaviour ANSWER = Behaviour.streaming(10_000, 10, Duration.ofMillis(50));
    private static final double MAX_RPS = 100;
    private static final long ENOUGH_CUT = 3;

    @Override
    public String id() {
        return "NET-4";
    }

    @Override
    public String requirement() {
        return "An answer that was reset half-way reaches the client as broken, never as one that looks whole";
    }

    @Override
    public Set<Capability> needs() {
        return Set.of();
    }

    @Override
    public Experiment experiment(Settings settings) {
        double rps = Math.min(MAX_RPS, settings.load().targetRps());
        double seconds = RESET + settings.profile().seconds(3);
        return Experiment.of(Workload.steady(rps, seconds))
                .given(ANSWER)
                .at(RESET, Actions.resetPeer(settings.victim()))
                .at(RESET + settings.profile().seconds(1.5), Actions.heal(settings.victim()));
    }

    @Override
    public Finding judge(Recording recording, Settings settings) {
        var ledger = Ledger.of(recording);
        long cut = recording.arrivals().stream()
                .filter(a -> a.request() && a.backend().equals(settings.victim()))
                .filter(a -> a.answered() != Attempt.NEVER && a.end() == Arrival.End.CLIENT_GONE)
                .count();
        long disguised = ledger.requests().stream()
                .filter(request -> request.last().outcome() == Outcome.ANSWERED
                        && request.last().body() == Body.DAMAGED)
                .count();
        var broken = Finding.atMost(
                (double) disguised,
                0,
                "requests",
                disguised + " answers looked whole and were not; " + cut + " were cut in the middle");
        return Evidence.missing(cut, ENOUGH_CUT, "answers cut in the middle")
                .orElseGet(() -> Finding.worst(broken, Failures.noneRepeated(ledger)));
    }
}
