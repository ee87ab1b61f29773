package io.gauntlet.harness.check.health;

import static io.gauntlet.harness.check.Seconds.GUARD_NANOS;

import io.gauntlet.harness.check.Check;
import io.gauntlet.harness.check.Seconds;
import io.gauntlet.harness.experiment.Actions;
import io.gauntlet.harness.experiment.Experiment;
import io.gauntlet.harness.experiment.Workload;
import io.gauntlet.harness.judge.Evidence;
import io.gauntlet.harness.judge.Failures;
import io.gauntlet.harness.judge.Waits;
import io.gauntlet.harness.recording.Ledger;
import io.gauntlet.harness.recording.Mark;
import io.gauntlet.harness.recording.Recording;
import io.gauntlet.harness.recording.Window;
import io.gauntlet.harness.settings.Settings;
import io.gauntlet.harness.target.Capability;
import io.gauntlet.harness.verdict.Finding;
import java.time.Duration;
import java.util.Set;

/**
 * HEALTH-12: whoever waits for a backend that can't come holds a connection and a thread of somebody who could do better;
 * and a pool that was down as a whole must not stay so.
 */
public final class AllDownIsSaid implements Check {
    private static final double DOWN = 1;
    private static final Duration AT_ONCE = Duration.ofSeconds(1);

    /** Down for longer than it takes to notice, so that there is an ejection to come back from. */
    private static final double DOWN_BEYOND_DETECTION = 0.5;

    private static final long ENOUGH = 20;

    @Override
    public String id() {
        return "HEALTH-12";
    }

    @Override
    public String requirement() {
        return "All backends down is said at once, and is over when they are back";
    }

    @Override
    public Set<Capability> needs() {
        return Set.of(Capability.BACKENDS);
    }

    @Override
    public Experiment experiment(Settings settings) {
        double healed = DOWN + Seconds.of(settings.policy().detectWithin()) + DOWN_BEYOND_DETECTION;
        double length = healed
                + Seconds.of(settings.policy().returnWithin())
                + settings.profile().seconds(2);
        var experiment = Experiment.of(Workload.steady(settings.load().targetRps(), length));
        for (var backend : settings.backends()) {
            experiment = experiment.at(DOWN, Actions.partition(backend));
        }
        for (var backend : settings.backends()) {
            experiment = experiment.at(healed, Actions.rejoin(backend));
        }
        return experiment;
    }

    @Override
    public Finding judge(Recording recording, Settings settings) {
        var cuts = settings.backends().stream().map(b -> recording.mark(b, "partition"));
        var heals = settings.backends().stream()
                .map(b -> recording.mark(b, "rejoin"))
                .toList();
        long down = cuts.mapToLong(Mark::done).max().orElseThrow() + GUARD_NANOS;
        long healing = heals.stream().mapToLong(Mark::asked).min().orElseThrow();
        long healed = heals.stream().mapToLong(Mark::done).max().orElseThrow();
        var ledger = Ledger.of(recording);
        var outage = ledger.where(request -> request.sent() > down && request.sent() < healing);
        var after = ledger.intendedWithin(
                new Window(healed + settings.policy().returnWithin().toNanos(), recording.end()));
        long seen = Math.min(outage.requests().size(), after.requests().size());
        return Evidence.given(
                seen,
                ENOUGH,
                "requests both while all were down and after their return",
                Waits.atMost(outage, AT_ONCE, "while all backends were down"),
                Failures.none(after));
    }
}
