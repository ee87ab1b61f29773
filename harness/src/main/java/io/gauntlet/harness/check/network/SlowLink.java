package io.gauntlet.harness.check.network;

import static io.gauntlet.harness.check.Seconds.GUARD_NANOS;

import io.gauntlet.harness.check.Check;
import io.gauntlet.harness.check.Seconds;
import io.gauntlet.harness.experiment.Actions;
import io.gauntlet.harness.experiment.Experiment;
import io.gauntlet.harness.experiment.Toxic;
import io.gauntlet.harness.experiment.Workload;
import io.gauntlet.harness.judge.Bystanders;
import io.gauntlet.harness.judge.Evidence;
import io.gauntlet.harness.judge.Failures;
import io.gauntlet.harness.recording.Ledger;
import io.gauntlet.harness.recording.Recording;
import io.gauntlet.harness.recording.Window;
import io.gauntlet.harness.settings.Settings;
import io.gauntlet.harness.target.Capability;
import io.gauntlet.harness.verdict.Finding;
import java.time.Duration;
import java.util.Set;

/** NET-1: latency and jitter on one link; the others must not wait behind it. */
public final class SlowLink implements Check {

    private static final double SLOW = 1.5;
    private static final Duration LATENCY = Duration.ofMillis(150);
    private static final Duration JITTER = Duration.ofMillis(50);
    private static final long ENOUGH_SLOW = 20;

    @Override
    public String id() {
        return "NET-1";
    }

    @Override
    public String requirement() {
        return "A slow link slows its own backend's answers and no others";
    }

    @Override
    public Set<Capability> needs() {
        return Set.of(Capability.BACKENDS);
    }

    @Override
    public Experiment experiment(Settings settings) {
        double rps = settings.load().targetRps();
        double share = 1.0 / settings.backends().size();
        double slow = Math.max(SLOW, Seconds.until(Bystanders.ENOUGH, rps, 1 - share));
        double healed = slow + Math.max(settings.profile().seconds(2.5), Seconds.until(ENOUGH_SLOW, rps, share));
        return Experiment.of(Workload.steady(rps, healed + 0.5))
                .at(slow, Actions.toxic(settings.victim(), Toxic.latency(LATENCY, JITTER)))
                .at(healed, Actions.heal(settings.victim()));
    }

    @Override
    public Finding judge(Recording recording, Settings settings) {
        var victim = settings.victim();
        var ledger = Ledger.of(recording);
        var slow = recording.between(victim, "latency", "heal");
        var before =
                new Window(recording.start(), recording.mark(victim, "latency").asked() - GUARD_NANOS);
        long slowed = ledger.intendedWithin(slow)
                .where(request -> request.good() && request.last().backend().equals(victim))
                .where(request ->
                        request.latencyNanos() >= LATENCY.minus(JITTER).toNanos())
                .requests()
                .size();
        var disturbed = Evidence.missing(slowed, ENOUGH_SLOW, "answers that the link slowed")
                .orElseGet(() -> Bystanders.undisturbed(ledger, victim, before, slow, LATENCY.dividedBy(2)));
        return Finding.worst(disturbed, Failures.none(ledger));
    }
}
