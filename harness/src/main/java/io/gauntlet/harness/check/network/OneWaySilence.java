package io.gauntlet.harness.check.network;

import io.gauntlet.harness.check.Check;
import io.gauntlet.harness.check.Seconds;
import io.gauntlet.harness.experiment.Actions;
import io.gauntlet.harness.experiment.Behaviour;
import io.gauntlet.harness.experiment.Experiment;
import io.gauntlet.harness.experiment.Toxic;
import io.gauntlet.harness.experiment.Workload;
import io.gauntlet.harness.judge.Evidence;
import io.gauntlet.harness.judge.Waits;
import io.gauntlet.harness.recording.Ledger;
import io.gauntlet.harness.recording.Recording;
import io.gauntlet.harness.recording.Window;
import io.gauntlet.harness.settings.Settings;
import io.gauntlet.harness.target.Capability;
import io.gauntlet.harness.verdict.Finding;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** NET-11: requests arrive, answers vanish, on three of ten connections: too few for probes to notice. */
public final class OneWaySilence implements Check {

    private static final double SILENT = 1;
    private static final double SHARE_OF_CONNECTIONS = 0.3;

    /** Few, so that there are many connections for chance to choose from. */
    private static final int REQUESTS_A_CONNECTION = 5;

    @Override
    public String id() {
        return "NET-11";
    }

    @Override
    public String requirement() {
        return "A connection whose answer never came is not used again, and nobody waits longer than declared";
    }

    @Override
    public Set<Capability> needs() {
        return Set.of(Capability.BACKENDS, Capability.ANSWER_TIMEOUT);
    }

    @Override
    public Experiment experiment(Settings settings) {
        double length = SILENT
                + Seconds.of(settings.policy().answerWithin())
                + settings.profile().seconds(3);
        return Experiment.of(Workload.steady(settings.load().targetRps(), length))
                .given(Behaviour.DEFAULT.closingAfter(REQUESTS_A_CONNECTION))
                .at(SILENT, Actions.toxic(settings.victim(), Toxic.silence().hitting(SHARE_OF_CONNECTIONS)));
    }

    @Override
    public Finding judge(Recording recording, Settings settings) {
        var victim = settings.victim();
        var silent = new Window(recording.mark(victim, "timeout").done(), Long.MAX_VALUE);
        var unheard = Ledger.of(recording)
                .where(request -> request.arrivals().stream()
                                .anyMatch(a -> a.backend().equals(victim) && silent.holds(a.received()))
                        && !request.last().backend().equals(victim));
        long reused = reused(recording, unheard, victim);
        return Evidence.missing(unheard.requests().size(), 1, "requests whose answer vanished")
                .orElseGet(() -> Finding.worst(
                        Finding.atMost(
                                (double) reused,
                                0,
                                "requests",
                                reused + " requests went out on a connection with an answer outstanding"),
                        Waits.bounded(unheard, settings.policy().answerWithin())));
    }

    /** Arrivals on a connection after one whose answer was never heard. */
    private static long reused(Recording recording, Ledger unheard, String victim) {
        Map<String, Long> dead = new HashMap<>();
        unheard.requests().stream()
                .flatMap(request -> request.arrivals().stream())
                .filter(arrival -> arrival.backend().equals(victim))
                .forEach(arrival -> dead.merge(arrival.connection(), arrival.received(), Math::min));
        return recording.arrivals().stream()
                .filter(a -> a.request() && a.received() > dead.getOrDefault(a.connection(), Long.MAX_VALUE))
                .count();
    }
}
