package io.gauntlet.harness.check.stickiness;

import io.gauntlet.harness.check.Check;
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

/** STICK-4. The sessions of the one that is removed must go somewhere; all others stay where they are. */
public final class SessionSurvivesRemoval implements Check {
    private static final double REMOVE = 2.5;

    @Override
    public String id() {
        return "STICK-4";
    }

    @Override
    public String requirement() {
        return "A session survives another backend's removal";
    }

    @Override
    public Set<Capability> needs() {
        return Set.of(Capability.BACKENDS, Capability.IDENTITY, Capability.AFFINITY, Capability.SCALE);
    }

    @Override
    public Experiment experiment(Settings settings) {
        double rps = settings.load().targetRps();
        double length = REMOVE + settings.profile().seconds(4);
        return Experiment.of(Workload.steady(rps, length).inSessions(SessionStays.sessions(rps)))
                .at(REMOVE, Actions.remove(settings.victim()));
    }

    @Override
    public Finding judge(Recording recording, Settings settings) {
        var removed = recording.mark(settings.victim(), "remove");
        var ledger = Ledger.of(recording);
        var orphans = Sessions.at(settings.victim(), ledger.where(request -> request.ended() < removed.asked()));
        var others = ledger.where(request -> !orphans.contains(request.last().session()));
        return Finding.worst(
                Sessions.noneMoved(
                        others,
                        new Window(removed.asked(), Long.MAX_VALUE),
                        "when " + settings.victim() + ", another, was removed"),
                Failures.none(ledger));
    }
}
