package io.gauntlet.harness.check.stickiness;

import io.gauntlet.harness.check.Check;
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

/** STICK-1: so many sessions that each comes by twice a second. */
public final class SessionStays implements Check {
    @Override
    public String id() {
        return "STICK-1";
    }

    @Override
    public String requirement() {
        return "A session stays on its backend";
    }

    @Override
    public Set<Capability> needs() {
        return Set.of(Capability.IDENTITY, Capability.AFFINITY);
    }

    @Override
    public Experiment experiment(Settings settings) {
        double rps = settings.load().targetRps();
        double seconds = settings.profile().seconds(6);
        return Experiment.of(Workload.steady(rps, seconds).inSessions(sessions(rps)));
    }

    /** At least as many as it takes to tell. */
    static int sessions(double rps) {
        return (int) Math.max(20, rps / 2);
    }

    @Override
    public Finding judge(Recording recording, Settings settings) {
        return Sessions.noneMoved(Ledger.of(recording), Window.ALWAYS, "in all");
    }
}
