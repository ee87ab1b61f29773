package io.gauntlet.harness.check.distribution;

import io.gauntlet.harness.check.Check;
import io.gauntlet.harness.experiment.Actions;
import io.gauntlet.harness.experiment.Experiment;
import io.gauntlet.harness.experiment.Utterance;
import io.gauntlet.harness.experiment.Workload;
import io.gauntlet.harness.judge.Failures;
import io.gauntlet.harness.judge.Runs;
import io.gauntlet.harness.judge.Shares;
import io.gauntlet.harness.recording.Ledger;
import io.gauntlet.harness.recording.Recording;
import io.gauntlet.harness.settings.Settings;
import io.gauntlet.harness.target.Capability;
import io.gauntlet.harness.verdict.Finding;
import java.util.Set;

/**
 * DIST-8: one client with one connection, which asks again and again. A balancer that binds connections to backends looks
 * fair as long as there are many clients, and gives all of a busy one's requests to one backend.
 */
public final class RequestsAreBalanced implements Check {
    private static final String NAME = "one-connection";
    private static final int REQUESTS_EACH = 40;
    private static final double RPS = 5;

    @Override
    public String id() {
        return "DIST-8";
    }

    @Override
    public String requirement() {
        return "Requests are balanced, not connections";
    }

    @Override
    public Set<Capability> needs() {
        return Set.of(Capability.BACKENDS, Capability.EQUAL_WEIGHTS);
    }

    private static int requests(Settings settings) {
        return (int) Math.max(
                Shares.ENOUGH, (long) REQUESTS_EACH * settings.backends().size());
    }

    @Override
    public Experiment experiment(Settings settings) {
        return Experiment.of(Workload.steady(RPS, 4).posting(0))
                .at(1, Actions.say(Utterance.repeating(NAME, requests(settings), "GET {path} HTTP/1.1\nHost: {host}")));
    }

    @Override
    public Finding judge(Recording recording, Settings settings) {
        var said = recording.mark(Actions.CLIENT, Actions.saying(NAME));
        var ledger = Ledger.of(recording);
        var its = Runs.said(ledger, said);
        long others = Runs.picks(recording, said.window()).size() - (long) its.size();
        return Finding.worst(
                Shares.equal(Shares.counts(its, settings.backends()), others, settings), Failures.none(ledger));
    }
}
