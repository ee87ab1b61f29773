package io.gauntlet.harness.check.health;

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
import io.gauntlet.harness.recording.Window;
import io.gauntlet.harness.settings.Settings;
import io.gauntlet.harness.target.Capability;
import io.gauntlet.harness.verdict.Finding;
import java.time.Duration;
import java.util.Set;

/**
 * HEALTH-7: the outage of every pool whose health endpoint asks a database that all backends share.
 *
 * <p>A schema migration locks it, every readiness probe hangs, and a balancer that believes them takes the whole pool out
 * although every request would still have been answered.
 */
public final class LockedDatabase implements Check {
    private static final double LOCK = 1;
    private static final long PROBES_EACH = 2;

    @Override
    public String id() {
        return "HEALTH-7";
    }

    @Override
    public String requirement() {
        return "Probes that all hang at once do not take the pool out (the locked database)";
    }

    @Override
    public Set<Capability> needs() {
        return Set.of(Capability.BACKENDS, Capability.ACTIVE_HEALTH);
    }

    @Override
    public Experiment experiment(Settings settings) {
        double detection = Seconds.of(settings.policy().detectWithin());
        double length = LOCK + 2 * detection + settings.profile().seconds(3);
        return Experiment.of(Workload.steady(settings.load().targetRps(), length))
                .given(Behaviour.DEFAULT.askingDatabase())
                .at(LOCK, Actions.migrate(Duration.ofSeconds((long) Math.ceil(length))));
    }

    @Override
    public Finding judge(Recording recording, Settings settings) {
        long locked = recording.mark(Actions.DATABASE, "migrate").done();
        var during = new Window(locked, recording.end());
        double unavailable = 1 - settings.limits().availability();
        var finding = Failures.rate(
                Ledger.of(recording).intendedWithin(during), unavailable, "while every readiness probe hung");
        long hungProbes = settings.backends().stream()
                .mapToLong(backend -> hungProbes(recording, backend, during))
                .min()
                .orElse(0);
        return Evidence.given(hungProbes, PROBES_EACH, "hung probes at the backend that was probed least", finding);
    }

    private static long hungProbes(Recording recording, String backend, Window during) {
        return recording.probes(backend).stream()
                .filter(arrival -> during.holds(arrival.received()) && arrival.end() != Arrival.End.ANSWERED)
                .count();
    }
}
