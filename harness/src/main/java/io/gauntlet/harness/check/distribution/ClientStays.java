package io.gauntlet.harness.check.distribution;

import io.gauntlet.harness.check.Check;
import io.gauntlet.harness.experiment.Experiment;
import io.gauntlet.harness.judge.Clients;
import io.gauntlet.harness.judge.Evidence;
import io.gauntlet.harness.judge.Failures;
import io.gauntlet.harness.recording.Ledger;
import io.gauntlet.harness.recording.Recording;
import io.gauntlet.harness.settings.Settings;
import io.gauntlet.harness.target.Capability;
import io.gauntlet.harness.verdict.Finding;
import java.util.Set;

/** DIST-5: the crowd comes by twice. */
public final class ClientStays implements Check {
    private static final String FIRST = "crowd";
    private static final String AGAIN = "crowd-again";

    @Override
    public String id() {
        return "DIST-5";
    }

    @Override
    public String requirement() {
        return "One client, one backend: by a hash of its address, and clients are shared out fairly";
    }

    @Override
    public Set<Capability> needs() {
        return Set.of(Capability.BACKENDS, Capability.EQUAL_WEIGHTS, Capability.CLIENT_HASH);
    }

    @Override
    public Experiment experiment(Settings settings) {
        return Crowd.experiment(5).at(0.5, Crowd.comesBy(FIRST)).at(2.5, Crowd.comesBy(AGAIN));
    }

    @Override
    public Finding judge(Recording recording, Settings settings) {
        var first = Crowd.backends(recording, FIRST);
        var again = Crowd.backends(recording, AGAIN);
        long torn = first.entrySet().stream()
                .filter(client -> client.getValue().size() > 1
                        || !client.getValue().equals(again.getOrDefault(client.getKey(), client.getValue())))
                .count();
        var homes = Clients.homes(first);
        return Evidence.given(
                Math.min(first.size(), again.size()),
                Crowd.CLIENTS,
                "clients that came by twice",
                Finding.atMost(
                        (double) torn,
                        0,
                        "clients",
                        torn + " of " + first.size() + " clients were brought to several backends"),
                Clients.shared(homes, settings),
                Failures.none(Ledger.of(recording)));
    }
}
