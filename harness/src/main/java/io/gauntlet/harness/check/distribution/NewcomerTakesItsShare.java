package io.gauntlet.harness.check.distribution;

import io.gauntlet.harness.check.Check;
import io.gauntlet.harness.check.Seconds;
import io.gauntlet.harness.experiment.Actions;
import io.gauntlet.harness.experiment.Experiment;
import io.gauntlet.harness.judge.Evidence;
import io.gauntlet.harness.judge.Failures;
import io.gauntlet.harness.judge.Shares;
import io.gauntlet.harness.recording.Ledger;
import io.gauntlet.harness.recording.Recording;
import io.gauntlet.harness.settings.Settings;
import io.gauntlet.harness.target.Capability;
import io.gauntlet.harness.verdict.Finding;
import java.util.Map;
import java.util.Set;

/** DIST-7: the pool is one short when the crowd comes by first; then the backend is added, and they come again. */
public final class NewcomerTakesItsShare implements Check {
    private static final String BEFORE = "crowd-before";
    private static final String AFTER = "crowd-after";
    private static final double ADD = 3;

    /** No ring is quite even: half of the newcomer's share is the least that it must have. */
    private static final double LEAST_OF_SHARE = 0.5;

    private static final double MOST_OF_SHARE = 1.5;

    @Override
    public String id() {
        return "DIST-7";
    }

    @Override
    public String requirement() {
        return "A new backend takes its share of the clients, and nobody moves but to it";
    }

    @Override
    public Set<Capability> needs() {
        return Set.of(Capability.BACKENDS, Capability.EQUAL_WEIGHTS, Capability.CLIENT_HASH, Capability.SCALE);
    }

    @Override
    public Experiment experiment(Settings settings) {
        var victim = settings.victim();
        double settled = ADD + Seconds.of(settings.policy().returnWithin()) + 0.5;
        return Crowd.experiment(settled + 2.5)
                .at(0.5, Actions.remove(victim))
                .at(1, Crowd.comesBy(BEFORE))
                .at(ADD, Actions.add(victim, settings.weight(victim)))
                .at(settled, Crowd.comesBy(AFTER));
    }

    @Override
    public Finding judge(Recording recording, Settings settings) {
        var victim = settings.victim();
        recording.mark(victim, "add");
        var before = Crowd.homes(recording, BEFORE);
        var after = Crowd.homes(recording, AFTER);
        long elsewhere = before.entrySet().stream()
                .filter(client -> {
                    var now = after.getOrDefault(client.getKey(), client.getValue());
                    return !now.equals(client.getValue()) && !now.equals(victim);
                })
                .count();
        return Evidence.given(
                Math.min(before.size(), after.size()),
                Crowd.CLIENTS / 2,
                "clients with one backend before and after",
                Finding.atMost(
                        (double) elsewhere,
                        0,
                        "clients",
                        elsewhere + " of " + before.size() + " clients moved between old backends when " + victim
                                + " was added"),
                itsShare(after, settings),
                Failures.none(Ledger.of(recording)));
    }

    private static Finding itsShare(Map<Integer, String> after, Settings settings) {
        long its = after.values().stream().filter(settings.victim()::equals).count();
        double share = 1.0 / settings.backends().size();
        var words = settings.victim() + ", the new one, has " + its + " of " + after.size() + " clients";
        return Finding.worst(
                Shares.atLeast(its, after.size(), share * LEAST_OF_SHARE, settings, words),
                Shares.atMost(its, after.size(), Math.min(1, share * MOST_OF_SHARE), settings, words));
    }
}
