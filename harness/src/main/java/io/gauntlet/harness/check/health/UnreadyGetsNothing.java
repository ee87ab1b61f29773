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
import io.gauntlet.harness.recording.Recording;
import io.gauntlet.harness.settings.Settings;
import io.gauntlet.harness.target.Capability;
import io.gauntlet.harness.verdict.Finding;
import java.util.Set;

/** HEALTH-8: the backend lives and would answer every request, but says at {@code /health/ready} that it is not ready. */
public final class UnreadyGetsNothing implements Check {
    private static final double UNREADY = 1;
    private static final String VERB = "unready";
    private static final long ENOUGH = 50;

    @Override
    public String id() {
        return "HEALTH-8";
    }

    @Override
    public String requirement() {
        return "A backend that is alive but not ready gets no traffic";
    }

    @Override
    public Set<Capability> needs() {
        return Set.of(Capability.BACKENDS, Capability.ACTIVE_HEALTH);
    }

    @Override
    public Experiment experiment(Settings settings) {
        double length = UNREADY
                + Seconds.of(settings.policy().detectWithin())
                + settings.profile().seconds(2.5);
        return Experiment.of(Workload.steady(settings.load().targetRps(), length))
                .at(UNREADY, Actions.behave(settings.victim(), VERB, Behaviour.DEFAULT.unready()));
    }

    @Override
    public Finding judge(Recording recording, Settings settings) {
        var victim = settings.victim();
        long noticed = recording.mark(victim, VERB).done()
                + settings.policy().detectWithin().toNanos()
                + GUARD_NANOS;
        var ledger = Ledger.of(recording);
        var later = ledger.where(request -> request.sent() > noticed);
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
                        routed + " of " + later.requests().size() + " requests reached " + victim
                                + ", which had said for long that it is not ready"),
                Failures.none(ledger));
    }
}
