package io.gauntlet.harness.check.stickiness;

import static io.gauntlet.harness.check.Seconds.GUARD_NANOS;

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

/** STICK-3: the pool is one short at first; sessions find their homes there, and then the backend is added. */
public final class SessionSurvivesScaling implements Check {
    private static final double REMOVE = 0.5;

    /** By then each session has come by several times. */
    private static final double ADD = 3.5;

    @Override
    public String id() {
        return "STICK-3";
    }

    @Override
    public String requirement() {
        return "A session survives scaling out: a backend that is added takes none from another";
    }

    @Override
    public Set<Capability> needs() {
        return Set.of(Capability.BACKENDS, Capability.IDENTITY, Capability.AFFINITY, Capability.SCALE);
    }

    @Override
    public Experiment experiment(Settings settings) {
        double rps = settings.load().targetRps();
        double length = ADD + settings.profile().seconds(4);
        return Experiment.of(Workload.steady(rps, length).inSessions(SessionStays.sessions(rps)))
                .at(REMOVE, Actions.remove(settings.victim()))
                .at(ADD, Actions.add(settings.victim(), settings.weight(settings.victim())));
    }

    @Override
    public Finding judge(Recording recording, Settings settings) {
        var removed = recording.mark(settings.victim(), "remove");
        var added = recording.mark(settings.victim(), "add");
        var ledger = Ledger.of(recording);
        var settled = ledger.where(request -> request.sent() > removed.done() + GUARD_NANOS);
        return Finding.worst(
                Sessions.noneMoved(
                        settled, new Window(added.asked(), Long.MAX_VALUE), "when " + settings.victim() + " was added"),
                Failures.none(ledger));
    }
}
