package io.gauntlet.harness.check.network;

import io.gauntlet.harness.check.Check;
import io.gauntlet.harness.check.Seconds;
import io.gauntlet.harness.experiment.Actions;
import io.gauntlet.harness.experiment.Behaviour;
import io.gauntlet.harness.experiment.Experiment;
import io.gauntlet.harness.experiment.Toxic;
import io.gauntlet.harness.experiment.Workload;
import io.gauntlet.harness.judge.Descriptors;
import io.gauntlet.harness.judge.Evidence;
import io.gauntlet.harness.judge.Failures;
import io.gauntlet.harness.judge.Latency;
import io.gauntlet.harness.recording.Ledger;
import io.gauntlet.harness.recording.Recording;
import io.gauntlet.harness.settings.Settings;
import io.gauntlet.harness.target.Capability;
import io.gauntlet.harness.verdict.Finding;
import java.time.Duration;
import java.util.Set;

/** NET-6: every answer says that its connection ends, and the end comes a second later. */
public final class SlowClose implements Check {

    private static final double SLOW = 1.5;
    private static final Duration DELAY = Duration.ofSeconds(1);
    private static final double MAX_RPS_A_BACKEND = 33;
    private static final long ENOUGH = 20;

    @Override
    public String id() {
        return "NET-6";
    }

    @Override
    public String requirement() {
        return "A backend whose connections end late holds nobody up and costs no descriptors";
    }

    @Override
    public Set<Capability> needs() {
        return Set.of(Capability.BACKENDS);
    }

    @Override
    public Experiment experiment(Settings settings) {
        int backends = settings.backends().size();
        double rps = Math.min(MAX_RPS_A_BACKEND * backends, settings.load().targetRps());
        double healed = SLOW + Math.max(settings.profile().seconds(2), Seconds.until(ENOUGH, rps, 1.0 / backends));
        return Experiment.of(Workload.steady(rps, healed + 0.5))
                .given(Behaviour.DEFAULT.closingAfter(1))
                .at(SLOW, Actions.toxic(settings.victim(), Toxic.slowClose(DELAY)))
                .at(healed, Actions.heal(settings.victim()));
    }

    @Override
    public Finding judge(Recording recording, Settings settings) {
        var ledger = Ledger.of(recording);
        var slow = recording.between(settings.victim(), "slow_close", "heal");
        var there = ledger.intendedWithin(slow)
                .where(request -> request.last().backend().equals(settings.victim()));
        var latency = Latency.p99AtMost(
                there,
                Math.max(settings.limits().p99Millis(), DELAY.toMillis() / 2.0),
                "of the backend that closes late");
        var heldUp = Evidence.missing(there.requests().size(), ENOUGH, "requests to the backend that closes late")
                .orElse(latency);
        var worst = Finding.worst(heldUp, Failures.none(ledger), Descriptors.backToFloor(recording, settings));
        return Descriptors.seen(recording) ? worst : worst.noting("the target's descriptors could not be seen");
    }
}
