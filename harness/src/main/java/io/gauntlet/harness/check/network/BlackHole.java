package io.gauntlet.harness.check.network;

import io.gauntlet.harness.check.Check;
import io.gauntlet.harness.check.Seconds;
import io.gauntlet.harness.experiment.Actions;
import io.gauntlet.harness.experiment.Experiment;
import io.gauntlet.harness.experiment.Toxic;
import io.gauntlet.harness.experiment.Workload;
import io.gauntlet.harness.judge.Evidence;
import io.gauntlet.harness.judge.Waits;
import io.gauntlet.harness.recording.Ledger;
import io.gauntlet.harness.recording.Recording;
import io.gauntlet.harness.settings.Settings;
import io.gauntlet.harness.target.Capability;
import io.gauntlet.harness.verdict.Finding;
import java.util.Set;

/** NET-5: connections to it are accepted, and nothing ever comes back. */
public final class BlackHole implements Check {

    private static final double SILENT = 1;

    /** Who waited this part of the declared timeout was swallowed; nobody else waits so long. */
    private static final double SWALLOWED = 0.8;

    @Override
    public String id() {
        return "NET-5";
    }

    @Override
    public String requirement() {
        return "A backend that swallows requests keeps nobody waiting longer than the declared timeout";
    }

    @Override
    public Set<Capability> needs() {
        return Set.of(Capability.BACKENDS, Capability.ANSWER_TIMEOUT);
    }

    @Override
    public Experiment experiment(Settings settings) {
        double length = SILENT
                + Seconds.of(settings.policy().detectWithin())
                + settings.profile().seconds(1.5);
        return Experiment.of(Workload.steady(settings.load().targetRps(), length))
                .at(SILENT, Actions.toxic(settings.victim(), Toxic.silence().onRequests()));
    }

    @Override
    public Finding judge(Recording recording, Settings settings) {
        long silent = recording.mark(settings.victim(), "timeout").asked();
        long patience = (long) (settings.policy().answerWithin().toNanos() * SWALLOWED);
        var swallowed = Ledger.of(recording)
                .where(request -> request.ended() > silent)
                .where(request -> !request.good() || request.ended() - request.sent() >= patience);
        return Evidence.missing(swallowed.requests().size(), 1, "requests that the black hole swallowed")
                .orElseGet(() -> Waits.bounded(swallowed, settings.policy().answerWithin()));
    }
}
