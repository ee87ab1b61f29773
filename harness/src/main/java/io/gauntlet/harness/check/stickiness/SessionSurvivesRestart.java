package io.gauntlet.harness.check.stickiness;

import io.gauntlet.harness.check.Check;
import io.gauntlet.harness.experiment.Actions;
import io.gauntlet.harness.experiment.Experiment;
import io.gauntlet.harness.experiment.Workload;
import io.gauntlet.harness.judge.Sessions;
import io.gauntlet.harness.recording.Ledger;
import io.gauntlet.harness.recording.Recording;
import io.gauntlet.harness.recording.Window;
import io.gauntlet.harness.settings.Settings;
import io.gauntlet.harness.target.Capability;
import io.gauntlet.harness.verdict.Finding;
import java.util.Set;

/** STICK-2. What is lost while the balancer is down is not the question here. */
public final class SessionSurvivesRestart implements Check {
    private static final double RESTART = 2;

    @Override
    public String id() {
        return "STICK-2";
    }

    @Override
    public String requirement() {
        return "A session survives the balancer's restart";
    }

    @Override
    public Set<Capability> needs() {
        return Set.of(Capability.IDENTITY, Capability.AFFINITY, Capability.RESTART);
    }

    @Override
    public Experiment experiment(Settings settings) {
        double rps = settings.load().targetRps();
        double seconds = RESTART + 2 + settings.profile().seconds(3);
        return Experiment.of(Workload.steady(rps, seconds).inSessions(SessionStays.sessions(rps)))
                .at(RESTART, Actions.restart());
    }

    @Override
    public Finding judge(Recording recording, Settings settings) {
        var restart = recording.mark(Actions.TARGET, "restart");
        return Sessions.noneMoved(
                Ledger.of(recording), new Window(restart.done(), Long.MAX_VALUE), "after the restart");
    }
}
