package io.gauntlet.harness.check.distribution;

import io.gauntlet.harness.check.Check;
import io.gauntlet.harness.experiment.Actions;
import io.gauntlet.harness.experiment.Experiment;
import io.gauntlet.harness.judge.Evidence;
import io.gauntlet.harness.judge.Failures;
import io.gauntlet.harness.recording.Ledger;
import io.gauntlet.harness.recording.Recording;
import io.gauntlet.harness.settings.Settings;
import io.gauntlet.harness.target.Capability;
import io.gauntlet.harness.verdict.Finding;
import java.util.Set;

/** DIST-6: by the address modulo the number of backends nearly all would move. */
public final class LossMovesOwnClients implements Check {
    private static final String BEFORE = "crowd-before";
    private static final String AFTER = "crowd-after";

    @Override
    public String id() {
        return "DIST-6";
    }

    @Override
    public String requirement() {
        return "Losing a backend moves only its own clients";
    }

    @Override
    public Set<Capability> needs() {
        return Set.of(Capability.BACKENDS, Capability.EQUAL_WEIGHTS, Capability.CLIENT_HASH, Capability.SCALE);
    }

    @Override
    public Experiment experiment(Settings settings) {
        return Crowd.experiment(6)
                .at(0.5, Crowd.comesBy(BEFORE))
                .at(2.5, Actions.remove(settings.victim()))
                .at(3.5, Crowd.comesBy(AFTER));
    }

    @Override
    public Finding judge(Recording recording, Settings settings) {
        var victim = settings.victim();
        recording.mark(victim, "remove");
        var before = Crowd.homes(recording, BEFORE);
        var after = Crowd.homes(recording, AFTER);
        long stayers =
                before.values().stream().filter(home -> !home.equals(victim)).count();
        long moved = before.entrySet().stream()
                .filter(client -> !client.getValue().equals(victim))
                .filter(client -> !client.getValue().equals(after.getOrDefault(client.getKey(), "")))
                .count();
        return Evidence.given(
                Math.min(before.size(), after.size()),
                Crowd.CLIENTS / 2,
                "clients with one backend before and after",
                Finding.atMost(
                        (double) moved,
                        0,
                        "clients",
                        moved + " of " + stayers + " clients moved when " + victim + ", not theirs, was removed"),
                Failures.none(Ledger.of(recording)));
    }
}
