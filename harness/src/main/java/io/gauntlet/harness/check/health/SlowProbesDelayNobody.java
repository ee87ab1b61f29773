package io.gauntlet.harness.check.health;

import io.gauntlet.harness.check.Check;
import io.gauntlet.harness.check.Seconds;
import io.gauntlet.harness.experiment.Actions;
import io.gauntlet.harness.experiment.Behaviour;
import io.gauntlet.harness.experiment.Experiment;
import io.gauntlet.harness.experiment.Workload;
import io.gauntlet.harness.judge.Evidence;
import io.gauntlet.harness.judge.Failures;
import io.gauntlet.harness.recording.Arrival;
import io.gauntlet.harness.recording.Ledger;
import io.gauntlet.harness.recording.Mark;
import io.gauntlet.harness.recording.Recording;
import io.gauntlet.harness.recording.Window;
import io.gauntlet.harness.settings.Settings;
import io.gauntlet.harness.target.Capability;
import io.gauntlet.harness.verdict.Finding;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * HEALTH-11: all backends but one let their probes hang. The one that answers is probed as often as before: who asks one
 * after the other gets to it late, and learns late when it goes.
 */
public final class SlowProbesDelayNobody implements Check {
    private static final double HANG = 3;
    private static final String VERB = "hang_probes";

    /** Jitter and a busy machine stretch a mean of a few intervals by far less. */
    private static final double MOST_STRETCHED = 1.4;

    /** Probes on either side; one less is the number of intervals. */
    private static final int ENOUGH = 4;

    @Override
    public String id() {
        return "HEALTH-11";
    }

    @Override
    public String requirement() {
        return "Probes that hang at some backends do not delay the probes of another";
    }

    @Override
    public Set<Capability> needs() {
        return Set.of(Capability.BACKENDS, Capability.ACTIVE_HEALTH);
    }

    /** The one whose probes go on. */
    private static String witness(Settings settings) {
        return settings.backends().get(0);
    }

    private static List<String> hanging(Settings settings) {
        return settings.backends().subList(1, settings.backends().size());
    }

    @Override
    public Experiment experiment(Settings settings) {
        double length = HANG
                + Seconds.of(settings.policy().detectWithin())
                + settings.profile().seconds(3);
        var experiment = Experiment.of(Workload.steady(settings.load().targetRps(), length));
        for (var backend : hanging(settings)) {
            experiment = experiment.at(HANG, Actions.behave(backend, VERB, Behaviour.DEFAULT.silentToProbes()));
        }
        return experiment;
    }

    @Override
    public Finding judge(Recording recording, Settings settings) {
        var marks = hanging(settings).stream()
                .map(backend -> recording.mark(backend, VERB))
                .toList();
        long first = marks.stream().mapToLong(Mark::asked).min().orElse(recording.end());
        long last = marks.stream().mapToLong(Mark::done).max().orElse(recording.end());
        var before = probes(recording, witness(settings), new Window(recording.start(), first));
        var after = probes(recording, witness(settings), new Window(last, recording.end()));
        return Evidence.missing(
                        Math.min(before.size(), after.size()),
                        ENOUGH,
                        "probes of " + witness(settings) + " both before and after the others' hung")
                .orElseGet(() -> Finding.worst(
                        stretched(before, after, witness(settings)), Failures.none(Ledger.of(recording))));
    }

    private static List<Long> probes(Recording recording, String backend, Window window) {
        return recording.probes(backend).stream()
                .map(Arrival::received)
                .filter(window::holds)
                .sorted()
                .toList();
    }

    private static Finding stretched(List<Long> before, List<Long> after, String backend) {
        double usual = meanInterval(before);
        double stretched = meanInterval(after);
        double ratio = usual > 0 ? stretched / usual : 1;
        return Finding.atMost(
                ratio,
                MOST_STRETCHED,
                "times the interval",
                String.format(
                        Locale.ROOT,
                        "%s was probed every %.0f ms before the others' probes hung, and every %.0f ms after",
                        backend,
                        usual / 1e6,
                        stretched / 1e6));
    }

    private static double meanInterval(List<Long> times) {
        return times.size() < 2 ? 0 : (double) (times.get(times.size() - 1) - times.get(0)) / (times.size() - 1);
    }
}
