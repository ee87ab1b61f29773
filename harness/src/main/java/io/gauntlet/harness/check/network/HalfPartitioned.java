package io.gauntlet.harness.check.network;

import io.gauntlet.harness.check.Check;
import io.gauntlet.harness.check.Seconds;
import io.gauntlet.harness.experiment.Actions;
import io.gauntlet.harness.experiment.Experiment;
import io.gauntlet.harness.experiment.Workload;
import io.gauntlet.harness.judge.Evidence;
import io.gauntlet.harness.judge.Failures;
import io.gauntlet.harness.judge.Shares;
import io.gauntlet.harness.recording.Ledger;
import io.gauntlet.harness.recording.Mark;
import io.gauntlet.harness.recording.Recording;
import io.gauntlet.harness.recording.Window;
import io.gauntlet.harness.settings.Settings;
import io.gauntlet.harness.target.Capability;
import io.gauntlet.harness.verdict.Finding;
import java.util.List;
import java.util.Set;

/** NET-10: the links of half of the backends are cut and stay so. One that panics, and sends to the dead as well, fails here. */
public final class HalfPartitioned implements Check {

    private static final double CUT = 1;

    @Override
    public String id() {
        return "NET-10";
    }

    @Override
    public String requirement() {
        return "When half of the pool, rounded up, is cut off, the rest carries the load";
    }

    @Override
    public Set<Capability> needs() {
        return Set.of(Capability.BACKENDS);
    }

    @Override
    public Experiment experiment(Settings settings) {
        double length = CUT
                + Seconds.of(settings.policy().detectWithin())
                + Math.max(
                        settings.profile().seconds(3),
                        Seconds.until(Shares.ENOUGH, settings.load().targetRps(), 1));
        var experiment = Experiment.of(Workload.steady(settings.load().targetRps(), length));
        for (var backend : half(settings)) {
            experiment = experiment.at(CUT, Actions.partition(backend));
        }
        return experiment;
    }

    @Override
    public Finding judge(Recording recording, Settings settings) {
        var half = half(settings);
        var first = recording.mark(half.get(0), "partition");
        var last = recording.mark(half.get(half.size() - 1), "partition");
        var outage = Outage.window(new Mark(first.asked(), last.done()), settings);
        var ledger = Ledger.of(recording);
        int after = ledger.intendedWithin(new Window(outage.to(), recording.end()))
                .requests()
                .size();
        var bounded = Outage.bounded(ledger, outage, settings, half.size());
        return Evidence.given(
                after,
                Shares.ENOUGH,
                "requests after the cut had to be noticed",
                bounded,
                Failures.noneRepeated(ledger));
    }

    private static List<String> half(Settings settings) {
        return settings.backends().subList(0, (settings.backends().size() + 1) / 2);
    }
}
