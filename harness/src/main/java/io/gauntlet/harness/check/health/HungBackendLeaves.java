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
import io.gauntlet.harness.judge.Waits;
import io.gauntlet.harness.recording.Ledger;
import io.gauntlet.harness.recording.Recording;
import io.gauntlet.harness.settings.Settings;
import io.gauntlet.harness.target.Capability;
import io.gauntlet.harness.verdict.Finding;
import java.util.Set;

/**
 * HEALTH-2: the process lives and takes connections and requests, and that is all it does; whoever asks it no more than
 * whether it takes connections finds nothing wrong.
 *
 * <p>Who has no probes learns of it by requests that time out, and so later by that time.
 */
public final class HungBackendLeaves implements Check {
    private static final double HUNG = 1;
    private static final String VERB = "hang";
    private static final long ENOUGH = 50;

    @Override
    public String id() {
        return "HEALTH-2";
    }

    @Override
    public String requirement() {
        return "A hung backend leaves the rotation, and nobody waits for it longer than declared";
    }

    @Override
    public Set<Capability> needs() {
        return Set.of(Capability.BACKENDS, Capability.ANSWER_TIMEOUT);
    }

    @Override
    public Experiment experiment(Settings settings) {
        double length = HUNG
                + Seconds.of(settings.policy().detectWithin())
                + Seconds.of(settings.policy().answerWithin())
                + settings.profile().seconds(2);
        return Experiment.of(Workload.steady(settings.load().targetRps(), length))
                .at(HUNG, Actions.behave(settings.victim(), VERB, Behaviour.hanging()));
    }

    @Override
    public Finding judge(Recording recording, Settings settings) {
        var victim = settings.victim();
        var hung = recording.mark(victim, VERB);
        boolean probed = recording.probed();
        long noticed = hung.done()
                + settings.policy().detectWithin().toNanos()
                + (probed ? 0 : settings.policy().answerWithin().toNanos())
                + GUARD_NANOS;
        long until = Rotation.outUntil(recording, settings, noticed);
        var ledger = Ledger.of(recording);
        var later = ledger.where(request -> request.sent() > noticed && request.sent() < until);
        long routed = later.requests().stream()
                .filter(request -> request.reached(victim))
                .count();
        return Evidence.given(
                later.requests().size(),
                ENOUGH,
                "requests after it could be noticed",
                Finding.atMost(
                        (double) routed,
                        0,
                        "requests",
                        routed + " of " + later.requests().size() + " requests were brought to " + victim
                                + " when it had hung for long"),
                Waits.bounded(
                        ledger.where(request -> request.reached(victim)),
                        settings.policy().answerWithin()),
                Failures.none(ledger, request -> request.reached(victim), "were brought to it"));
    }
}
