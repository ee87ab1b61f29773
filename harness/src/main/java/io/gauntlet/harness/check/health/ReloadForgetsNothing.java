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
import io.gauntlet.harness.recording.Window;
import io.gauntlet.harness.settings.Settings;
import io.gauntlet.harness.target.Capability;
import io.gauntlet.harness.verdict.Finding;
import java.util.Set;

/** HEALTH-13: the backend says that it is not ready, and would still answer, so that whoever is sent there is seen there. */
public final class ReloadForgetsNothing implements Check {
    private static final double UNREADY = 0.5;
    private static final double BETWEEN = 1.5;
    private static final long ENOUGH = 50;

    @Override
    public String id() {
        return "HEALTH-13";
    }

    @Override
    public String requirement() {
        return "A reload forgets nothing: a backend that was out stays out";
    }

    @Override
    public Set<Capability> needs() {
        return Set.of(Capability.BACKENDS, Capability.ACTIVE_HEALTH, Capability.RELOAD);
    }

    @Override
    public Experiment experiment(Settings settings) {
        double out = UNREADY
                + Seconds.of(settings.policy().detectWithin())
                + Seconds.of(java.time.Duration.ofNanos(GUARD_NANOS));
        double seconds = out + 2 * BETWEEN + settings.profile().seconds(2);
        return Experiment.of(Workload.steady(settings.load().targetRps(), seconds))
                .at(UNREADY, Actions.behave(settings.victim(), "unready", Behaviour.DEFAULT.unready()))
                .at(out, Actions.reload())
                .at(out + BETWEEN, Actions.reload());
    }

    @Override
    public Finding judge(Recording recording, Settings settings) {
        long reload = recording.mark(Actions.TARGET, "reload").asked();
        var ledger = Ledger.of(recording).intendedWithin(new Window(reload, Long.MAX_VALUE));
        long routed = ledger.requests().stream()
                .filter(request ->
                        request.arrivals().stream().anyMatch(a -> a.backend().equals(settings.victim())))
                .count();
        var none = Finding.atMost(
                (double) routed,
                0,
                "requests",
                routed + " of " + ledger.requests().size() + " requests from the first of two reloads on reached "
                        + settings.victim() + ", which had been out before");
        return Evidence.given(
                ledger.requests().size(), ENOUGH, "requests after the reload", none, Failures.none(ledger));
    }
}
