package io.gauntlet.harness.check.health;

import static io.gauntlet.harness.check.Seconds.GUARD_NANOS;

import io.gauntlet.harness.check.Check;
import io.gauntlet.harness.check.Seconds;
import io.gauntlet.harness.experiment.Actions;
import io.gauntlet.harness.experiment.Behaviour;
import io.gauntlet.harness.experiment.Experiment;
import io.gauntlet.harness.experiment.Workload;
import io.gauntlet.harness.judge.Evidence;
import io.gauntlet.harness.judge.Failures;
import io.gauntlet.harness.recording.Arrival;
import io.gauntlet.harness.recording.Ledger;
import io.gauntlet.harness.recording.Recording;
import io.gauntlet.harness.settings.Settings;
import io.gauntlet.harness.target.Capability;
import io.gauntlet.harness.verdict.Finding;
import java.util.Set;

/**
 * HEALTH-5: a backend says for long that it is not ready, and then says the one to one probe and the other to the next.
 * One good answer between bad ones is no recovery.
 */
public final class FlappingIsDamped implements Check {
    private static final double UNREADY = 1;
    private static final String VERB = "unready";
    private static final int FLAPS = 4;
    private static final int GOOD = 200;

    /** Ready for less than an interval: one probe at most finds it so; unready for longer than one: at least one does not. */
    private static final double READY_FOR = 0.8;

    private static final double UNREADY_FOR = 1.6;

    @Override
    public String id() {
        return "HEALTH-5";
    }

    @Override
    public String requirement() {
        return "A flapping backend is damped: one good probe between bad ones brings nobody back";
    }

    @Override
    public Set<Capability> needs() {
        return Set.of(Capability.BACKENDS, Capability.ACTIVE_HEALTH, Capability.PROBE_INTERVAL);
    }

    private static String flap(int number, String state) {
        return state + "_" + number;
    }

    @Override
    public Experiment experiment(Settings settings) {
        var victim = settings.victim();
        double interval = Seconds.of(settings.policy().probeEvery());
        double out = UNREADY + Seconds.of(settings.policy().detectWithin()) + 0.5;
        double cycle = interval * (READY_FOR + UNREADY_FOR);
        var experiment = Experiment.of(Workload.steady(settings.load().targetRps(), out + FLAPS * cycle + 0.5))
                .at(UNREADY, Actions.behave(victim, VERB, Behaviour.DEFAULT.unready()));
        for (int i = 0; i < FLAPS; i++) {
            double up = out + i * cycle;
            experiment = experiment
                    .at(up, Actions.behave(victim, flap(i, "up"), Behaviour.DEFAULT))
                    .at(
                            up + interval * READY_FOR,
                            Actions.behave(victim, flap(i, "down"), Behaviour.DEFAULT.unready()));
        }
        return experiment;
    }

    @Override
    public Finding judge(Recording recording, Settings settings) {
        var victim = settings.victim();
        long out = recording.mark(victim, VERB).done()
                + settings.policy().detectWithin().toNanos()
                + GUARD_NANOS;
        var probes = recording.probes(victim).stream()
                .filter(arrival -> arrival.received() > out)
                .map(Arrival::status)
                .toList();
        long good = probes.stream().filter(status -> status == GOOD).count();
        for (int i = 1; i < probes.size(); i++) {
            if (probes.get(i) == GOOD && probes.get(i - 1) == GOOD) {
                return Finding.inconclusive("two probes in a row found " + victim + " ready, which may bring it back");
            }
        }
        var ledger = Ledger.of(recording);
        var later = ledger.where(request -> request.sent() > out);
        long routed = later.requests().stream()
                .filter(request -> request.reached(victim))
                .count();
        return Evidence.given(
                good,
                2,
                "good probes between bad ones",
                Finding.atMost(
                        (double) routed,
                        0,
                        "requests",
                        routed + " of " + later.requests().size() + " requests reached " + victim + ", of which " + good
                                + " probes were good, each between bad ones"),
                Failures.none(ledger));
    }
}
