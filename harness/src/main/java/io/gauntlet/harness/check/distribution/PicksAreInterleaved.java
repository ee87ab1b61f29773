package io.gauntlet.harness.check.distribution;

import io.gauntlet.harness.check.Check;
import io.gauntlet.harness.experiment.Actions;
import io.gauntlet.harness.experiment.Experiment;
import io.gauntlet.harness.experiment.Utterance;
import io.gauntlet.harness.experiment.Workload;
import io.gauntlet.harness.judge.Evidence;
import io.gauntlet.harness.judge.Failures;
import io.gauntlet.harness.judge.Runs;
import io.gauntlet.harness.recording.Ledger;
import io.gauntlet.harness.recording.Recording;
import io.gauntlet.harness.settings.Settings;
import io.gauntlet.harness.settings.SmoothTurns;
import io.gauntlet.harness.target.Capability;
import io.gauntlet.harness.verdict.Finding;
import java.util.List;
import java.util.Set;

/**
 * DIST-3: five in a row, then four in a row, then three have the right shares and the wrong order: each backend in turn
 * gets all there is for a while. Smooth weighted round robin takes them alternately, as far as their weights let it.
 */
public final class PicksAreInterleaved implements Check {
    private static final String NAME = "in-a-row";
    private static final List<Integer> PATTERN = List.of(5, 4, 3);
    private static final int CYCLES = 5;
    private static final double RPS = 5;

    /** Other requests come in between, and two picks may arrive in the other order. */
    private static final int SLACK = 1;

    @Override
    public String id() {
        return "DIST-3";
    }

    @Override
    public String requirement() {
        return "Weighted picks are interleaved, not bunched";
    }

    @Override
    public Set<Capability> needs() {
        return Set.of(Capability.BACKENDS, Capability.WEIGHTS, Capability.ROUND_ROBIN);
    }

    private static int cycle(List<Integer> weights) {
        return weights.stream().mapToInt(Integer::intValue).sum();
    }

    @Override
    public Experiment experiment(Settings settings) {
        var weights = settings.weightsOr(PATTERN);
        int requests = CYCLES * cycle(weights);
        return Experiment.of(Workload.steady(RPS, 4).posting(0))
                .weighted(weights)
                .at(1, Actions.say(Utterance.repeating(NAME, requests, "GET {path} HTTP/1.1\nHost: {host}")));
    }

    @Override
    public Finding judge(Recording recording, Settings settings) {
        var weights = settings.weightsOr(PATTERN);
        var said = recording.mark(Actions.CLIENT, Actions.saying(NAME));
        var picks = Runs.picks(recording, said.window());
        int longest = Runs.longest(picks);
        int smooth = Runs.longest(SmoothTurns.of(weights, CYCLES * cycle(weights)));
        // Workers that take turns each on their own may agree for as long as each of them stays.
        int limit = smooth * settings.policy().workers() + SLACK;
        return Evidence.given(
                picks.size(),
                (long) (CYCLES - 1) * cycle(weights),
                "picks",
                Finding.atMost(
                        longest,
                        limit,
                        "picks in a row",
                        longest + " of " + picks.size() + " picks in a row fell to one backend for weights " + weights),
                Failures.none(Ledger.of(recording)));
    }
}
