package io.gauntlet.harness.check.draining;

import io.gauntlet.harness.check.Check;
import io.gauntlet.harness.check.Seconds;
import io.gauntlet.harness.experiment.Actions;
import io.gauntlet.harness.experiment.Behaviour;
import io.gauntlet.harness.experiment.Experiment;
import io.gauntlet.harness.experiment.Workload;
import io.gauntlet.harness.judge.Evidence;
import io.gauntlet.harness.judge.Failures;
import io.gauntlet.harness.recording.Ledger;
import io.gauntlet.harness.recording.Recording;
import io.gauntlet.harness.settings.Settings;
import io.gauntlet.harness.target.Capability;
import io.gauntlet.harness.verdict.Finding;
import java.time.Duration;
import java.util.Set;

/**
 * DRAIN-4: each backend in turn is drained, its process killed, another started in its place, and that one taken back, as
 * every deployment does; so the old one's connections end, and the new one is not there from the first moment.
 */
public final class RollingDeployment implements Check {
    private static final double FIRST = 0.5;

    /** Longer than any answer takes; on a busy machine what is left is waited for. */
    private static final double DRAINED = 0.8;

    /** A process takes about so long to start; where it takes longer, what follows comes later. */
    private static final double STARTED = 1.2;

    private static final Duration ANSWER = Duration.ofMillis(200);

    @Override
    public String id() {
        return "DRAIN-4";
    }

    @Override
    public String requirement() {
        return "A rolling deployment loses nothing";
    }

    @Override
    public Set<Capability> needs() {
        return Set.of(Capability.BACKENDS, Capability.DRAIN);
    }

    @Override
    public Experiment experiment(Settings settings) {
        double turn = DRAINED + STARTED + Seconds.of(settings.policy().returnWithin());
        double length =
                FIRST + turn * settings.backends().size() + settings.profile().seconds(1);
        var behaviour = Behaviour.answeringAfter(ANSWER);
        var experiment = Experiment.of(Workload.steady(settings.load().targetRps(), length))
                .given(behaviour);
        double at = FIRST;
        for (var backend : settings.backends()) {
            experiment = experiment
                    .at(at, Actions.drain(backend))
                    .at(at + DRAINED, Actions.awaitIdle(backend))
                    .at(at + DRAINED, Actions.kill(backend))
                    .at(at + DRAINED, Actions.revive(backend, behaviour))
                    .at(at + DRAINED + STARTED, Actions.undrain(backend));
            at += turn;
        }
        return experiment;
    }

    @Override
    public Finding judge(Recording recording, Settings settings) {
        settings.backends().forEach(backend -> recording.mark(backend, "undrain"));
        long inFlight = settings.backends().stream()
                .mapToLong(backend -> inFlightAtDrain(recording, backend))
                .min()
                .orElse(0);
        return Evidence.given(
                inFlight, 1, "requests in flight at each backend's drain", Failures.none(Ledger.of(recording)));
    }

    private static long inFlightAtDrain(Recording recording, String backend) {
        long asked = recording.mark(backend, "drain").asked();
        return recording.arrivals().stream()
                .filter(arrival -> arrival.request() && arrival.backend().equals(backend) && arrival.openAt(asked))
                .count();
    }
}
