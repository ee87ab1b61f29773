package io.gauntlet.harness.check.stickiness;

import static io.gauntlet.harness.check.Seconds.GUARD_NANOS;

import io.gauntlet.harness.check.Check;
import io.gauntlet.harness.check.Seconds;
import io.gauntlet.harness.experiment.Actions;
import io.gauntlet.harness.experiment.Experiment;
import io.gauntlet.harness.experiment.Workload;
import io.gauntlet.harness.judge.Failures;
import io.gauntlet.harness.judge.Sessions;
import io.gauntlet.harness.recording.Ledger;
import io.gauntlet.harness.recording.Recording;
import io.gauntlet.harness.recording.Window;
import io.gauntlet.harness.settings.Settings;
import io.gauntlet.harness.target.Capability;
import io.gauntlet.harness.verdict.Finding;
import java.util.Set;

/**
 * STICK-5: what a backend knew of a session is lost with it, once. A session that is sent about afterwards, or back when the
 * backend returns, loses what its new one knows too.
 */
public final class SessionMovesOnce implements Check {
    private static final double DEATH = 2;
    private static final double DEAD_BEYOND_DETECTION = 1;

    /** A third of them live on the backend that dies, and come by once a second or so. */
    private static final int FEWEST_SESSIONS = 120;

    @Override
    public String id() {
        return "STICK-5";
    }

    @Override
    public String requirement() {
        return "A session whose backend dies moves once, and not back";
    }

    @Override
    public Set<Capability> needs() {
        return Set.of(Capability.BACKENDS, Capability.IDENTITY, Capability.AFFINITY);
    }

    @Override
    public Experiment experiment(Settings settings) {
        double rps = settings.load().targetRps();
        double healed = DEATH + Seconds.of(settings.policy().detectWithin()) + DEAD_BEYOND_DETECTION;
        double length = healed
                + Seconds.of(settings.policy().returnWithin())
                + settings.profile().seconds(3);
        int sessions = (int) Math.max(FEWEST_SESSIONS, rps);
        return Experiment.of(Workload.steady(rps, length).inSessions(sessions))
                .at(DEATH, Actions.partition(settings.victim()))
                .at(healed, Actions.rejoin(settings.victim()));
    }

    @Override
    public Finding judge(Recording recording, Settings settings) {
        var died = recording.mark(settings.victim(), "partition");
        recording.mark(settings.victim(), "rejoin");
        var ledger = Ledger.of(recording);
        var orphans = Sessions.at(settings.victim(), ledger.where(request -> request.ended() < died.asked()));
        var later = ledger.where(request ->
                request.sent() > died.done() && orphans.contains(request.last().session()));
        var noticed = new Window(
                died.asked() - GUARD_NANOS,
                died.done() + settings.policy().detectWithin().toNanos() + GUARD_NANOS);
        return Finding.worst(
                Sessions.noneMoved(later, Window.ALWAYS, "again, having moved when " + settings.victim() + " died"),
                Sessions.spread(later, settings.backends().size() - 1, "when " + settings.victim() + " died"),
                Failures.none(
                        ledger, request -> noticed.holds(request.sent()), "came before the loss could be detected"));
    }
}
