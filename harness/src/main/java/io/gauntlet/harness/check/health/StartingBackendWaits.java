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
import io.gauntlet.harness.judge.Shares;
import io.gauntlet.harness.recording.Ledger;
import io.gauntlet.harness.recording.Recording;
import io.gauntlet.harness.recording.Window;
import io.gauntlet.harness.settings.Settings;
import io.gauntlet.harness.target.Capability;
import io.gauntlet.harness.verdict.Finding;
import java.util.Set;

/** HEALTH-9: one that is added takes connections at once, says 503 for a while to all that it is asked, and then serves. */
public final class StartingBackendWaits implements Check {
    private static final double REMOVE = 0.5;
    private static final double STARTING = 1;
    private static final double ADD = 1.5;
    private static final String READY = "started";
    private static final int UNAVAILABLE = 503;
    private static final long ENOUGH = 50;

    @Override
    public String id() {
        return "HEALTH-9";
    }

    @Override
    public String requirement() {
        return "A starting backend gets no traffic until it says that it is ready";
    }

    @Override
    public Set<Capability> needs() {
        return Set.of(Capability.BACKENDS, Capability.SCALE, Capability.ACTIVE_HEALTH);
    }

    private static double ready(Settings settings) {
        return ADD + settings.profile().seconds(3);
    }

    @Override
    public Experiment experiment(Settings settings) {
        var victim = settings.victim();
        double rps = settings.load().targetRps();
        double watched = Math.max(settings.profile().seconds(2), Seconds.until(Shares.ENOUGH, rps, 1));
        double length = ready(settings) + Seconds.of(settings.policy().returnWithin()) + watched;
        return Experiment.of(Workload.steady(rps, length))
                .at(REMOVE, Actions.remove(victim))
                .at(
                        STARTING,
                        Actions.behave(
                                victim,
                                "starting",
                                Behaviour.DEFAULT.status(UNAVAILABLE).unready()))
                .at(ADD, Actions.add(victim, settings.weight(victim)))
                .at(ready(settings), Actions.behave(victim, READY, Behaviour.DEFAULT));
    }

    @Override
    public Finding judge(Recording recording, Settings settings) {
        var victim = settings.victim();
        var starting = new Window(
                recording.mark(victim, "starting").done(),
                recording.mark(victim, READY).asked());
        long added = recording.mark(victim, "add").done();
        long ready = recording.mark(victim, READY).done();
        var ledger = Ledger.of(recording);
        long early = recording.arrivals().stream()
                .filter(a -> a.request() && a.backend().equals(victim) && starting.holds(a.received()))
                .count();
        var after = ledger.intendedWithin(
                new Window(ready + settings.policy().returnWithin().toNanos() + GUARD_NANOS, recording.end()));
        long meanwhile = ledger.intendedWithin(new Window(added, starting.to()))
                .requests()
                .size();
        return Evidence.given(
                meanwhile,
                ENOUGH,
                "requests while it started",
                Finding.atMost(
                        (double) early, 0, "requests", early + " requests reached " + victim + " while it started"),
                Failures.none(ledger),
                Shares.fairShareOf(victim, after, settings));
    }
}
