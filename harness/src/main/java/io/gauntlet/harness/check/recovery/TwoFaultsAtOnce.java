package io.gauntlet.harness.check.recovery;

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
import java.time.Duration;
import java.util.Set;

/** LOAD-10: after the dead one's detection the others carry everything, however slow one of them is; no other alone could. */
public final class TwoFaultsAtOnce implements Check {

    private static final double FAULTS = 1.5;
    private static final Duration ANSWER = Duration.ofMillis(40);
    private static final Duration SLOW = Duration.ofMillis(300);

    /** One backend alone can bear this part of the load: who takes the slow one out as well is left with too little. */
    private static final double ENOUGH_FOR = 0.75;

    private static final long ENOUGH = 100;

    @Override
    public String id() {
        return "LOAD-10";
    }

    @Override
    public String requirement() {
        return "One backend dead and one slow at once are survived at the target load times the headroom";
    }

    @Override
    public Set<Capability> needs() {
        return Set.of(Capability.BACKENDS);
    }

    @Override
    public Experiment experiment(Settings settings) {
        double length = FAULTS
                + Seconds.of(settings.policy().detectWithin())
                + Math.max(
                        settings.profile().seconds(4),
                        Seconds.until(ENOUGH, settings.load().peakRps(), 1));
        double peak = settings.load().peakRps();
        var slow = Answers.within(settings, peak, SLOW, 1);
        var answer =
                slow.compareTo(SLOW) < 0 ? slow.multipliedBy(ANSWER.toMillis()).dividedBy(SLOW.toMillis()) : ANSWER;
        int places = (int) Math.ceil(ENOUGH_FOR * peak * Seconds.of(answer));
        return Experiment.of(Workload.steady(peak, length))
                .given(Behaviour.answeringAfter(answer).atATime(places))
                .at(FAULTS, Actions.behave(slow(settings), "slow", Behaviour.answeringAfter(slow)))
                .at(FAULTS, Actions.kill(settings.victim()));
    }

    @Override
    public Finding judge(Recording recording, Settings settings) {
        long detected = recording.mark(settings.victim(), "kill").done()
                + settings.policy().detectWithin().toNanos()
                + GUARD_NANOS;
        var ledger = Ledger.of(recording);
        var after = ledger.intendedWithin(new Window(detected, recording.end()));
        var rate = Failures.rate(after, 1 - settings.limits().availability(), "with one backend dead and one slow");
        return Evidence.given(
                after.requests().size(), ENOUGH, "requests after the detection", rate, Failures.noneRepeated(ledger));
    }

    private static String slow(Settings settings) {
        int last = settings.backends().size() - 1;
        return settings.backends().get(last).equals(settings.victim())
                ? settings.backends().get(0)
                : settings.backends().get(last);
    }
}
