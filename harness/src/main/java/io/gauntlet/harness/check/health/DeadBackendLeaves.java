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
import io.gauntlet.harness.recording.Ledger;
import io.gauntlet.harness.recording.Mark;
import io.gauntlet.harness.recording.Recording;
import io.gauntlet.harness.settings.Settings;
import io.gauntlet.harness.target.Capability;
import io.gauntlet.harness.verdict.Finding;
import java.time.Duration;
import java.util.Set;

/**
 * HEALTH-1.
 *
 * <p>Whether a balancer still routes to a dead backend can't be seen there, since nobody is left to see it, nor at the
 * client, where a retry hides it. So once the bound for its detection is over, a process that answers, but says that it is
 * not ready, stands where the dead one stood: a balancer that took the backend out sends it nothing.
 */
public final class DeadBackendLeaves implements Check {
    private static final double KILL = 1.5;
    private static final Duration ANSWER = Duration.ofMillis(30);

    /** The new process must have stood there for so long to tell. */
    private static final double WATCHED = 1;

    @Override
    public String id() {
        return "HEALTH-1";
    }

    @Override
    public String requirement() {
        return "A dead backend leaves the rotation";
    }

    @Override
    public Set<Capability> needs() {
        return Set.of(Capability.BACKENDS);
    }

    @Override
    public Experiment experiment(Settings settings) {
        double bound = Seconds.of(settings.policy().detectWithin());
        double back = KILL + bound + Seconds.of(Duration.ofNanos(GUARD_NANOS));
        var workload = Workload.steady(
                settings.load().targetRps(),
                back + 2 * WATCHED + settings.profile().seconds(2));
        return Experiment.of(workload)
                .given(Behaviour.answeringAfter(ANSWER))
                .at(KILL, Actions.kill(settings.victim()))
                .at(back, Actions.revive(settings.victim(), Behaviour.DEFAULT.unready()));
    }

    @Override
    public Finding judge(Recording recording, Settings settings) {
        var victim = settings.victim();
        var kill = recording.mark(victim, "kill");
        var back = recording.mark(victim, "revive");
        var ledger = Ledger.of(recording);
        long until = Rotation.outUntil(recording, settings, kill.asked());
        long routed = recording.arrivals().stream()
                .filter(a -> a.request() && a.backend().equals(victim))
                .filter(a -> a.received() > back.asked() && a.received() < until)
                .count();
        var leaves = Finding.atMost(
                (double) routed,
                0,
                "requests",
                routed + " requests routed to " + victim + " later than "
                        + settings.policy().detectWithin().toMillis() + " ms after its death");
        return Evidence.missing((until - back.done()) / 1_000_000, (long) (WATCHED * 1000 / 2), "ms watched")
                .orElseGet(() -> Finding.worst(leaves, failures(ledger, kill)));
    }

    private static Finding failures(Ledger ledger, Mark kill) {
        return Failures.none(
                ledger,
                request -> request.sent() <= kill.done() + GUARD_NANOS && request.ended() >= kill.asked() - GUARD_NANOS,
                "were in flight at the kill");
    }
}
