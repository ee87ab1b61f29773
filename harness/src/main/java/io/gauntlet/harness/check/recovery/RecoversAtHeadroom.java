package io.gauntlet.harness.check.recovery;

import static io.gauntlet.harness.check.Seconds.GUARD_NANOS;

import io.gauntlet.harness.check.Check;
import io.gauntlet.harness.check.Seconds;
import io.gauntlet.harness.experiment.Actions;
import io.gauntlet.harness.experiment.Behaviour;
import io.gauntlet.harness.experiment.Experiment;
import io.gauntlet.harness.experiment.Workload;
import io.gauntlet.harness.judge.Failures;
import io.gauntlet.harness.judge.Latency;
import io.gauntlet.harness.judge.Shares;
import io.gauntlet.harness.recording.Ledger;
import io.gauntlet.harness.recording.Recording;
import io.gauntlet.harness.recording.Window;
import io.gauntlet.harness.settings.Settings;
import io.gauntlet.harness.target.Capability;
import io.gauntlet.harness.verdict.Finding;
import java.time.Duration;
import java.util.Set;

/** LOAD-3: most requests are POSTs and answers take a while, so that some are in flight when the backend dies. */
public final class RecoversAtHeadroom implements Check {
    private static final double KILL = 2.5;
    private static final Duration LONGEST_ANSWER = Duration.ofMillis(300);

    /** Full service is due this long after the return, in seconds. */
    private static final double RECOVERED_WITHIN = 10;

    /** Latency may be this much of what it was before. */
    private static final double LATENCY_FACTOR = 1.5;

    @Override
    public String id() {
        return "LOAD-3";
    }

    @Override
    public String requirement() {
        return "It recovers at 150 %: a backend dies and returns at the target load times the headroom";
    }

    @Override
    public Set<Capability> needs() {
        return Set.of(Capability.BACKENDS);
    }

    @Override
    public Experiment experiment(Settings settings) {
        var answer = answer(settings);
        double back = KILL + Seconds.of(settings.policy().detectWithin()) + 1;
        double length = back
                + 1.5
                + Seconds.of(settings.policy().returnWithin())
                + settings.profile().seconds(4);
        return Experiment.of(Workload.steady(settings.load().peakRps(), length).posting(90))
                .given(Behaviour.answeringAfter(answer))
                .at(KILL, Actions.kill(settings.victim()))
                .at(back, Actions.revive(settings.victim(), Behaviour.answeringAfter(answer)));
    }

    @Override
    public Finding judge(Recording recording, Settings settings) {
        var victim = settings.victim();
        var kill = recording.mark(victim, "kill");
        var back = recording.mark(victim, "revive");
        var ledger = Ledger.of(recording);
        long detected = kill.done() + settings.policy().detectWithin().toNanos() + GUARD_NANOS;
        var outage = new Window(kill.asked() - LONGEST_ANSWER.toNanos() - GUARD_NANOS, detected);
        long due = back.done() + Math.min(settings.policy().returnWithin().toNanos(), (long) (RECOVERED_WITHIN * 1e9));
        var before = ledger.intendedWithin(new Window(recording.start(), outage.from()));
        var after = ledger.intendedWithin(new Window(due, recording.end()));
        return Finding.worst(
                Shares.fairShareOf(victim, after, settings),
                Failures.none(
                        ledger, request -> outage.holds(request.sent()), "came before the loss could be detected"),
                bounded(ledger.intendedWithin(outage), settings),
                latency(before, after, settings),
                Failures.noneRepeated(ledger));
    }

    private static Duration answer(Settings settings) {
        return Answers.within(settings, settings.load().peakRps(), LONGEST_ANSWER, 1);
    }

    /** In the time of detection no more fail than are sent to the dead backend. */
    private static Finding bounded(Ledger outage, Settings settings) {
        return Failures.proportional(outage, 1, settings, "before the loss was detected");
    }

    /** What is within the limit for any load is no harm, however quick it was before. */
    private static Finding latency(Ledger before, Ledger after, Settings settings) {
        double earlier = Latency.p99(before);
        double limit = Math.max(LATENCY_FACTOR * earlier, settings.limits().p99Millis());
        return Latency.p99AtMost(
                after, limit, String.format(java.util.Locale.ROOT, "after the return, %.1f ms before", earlier));
    }
}
