package io.gauntlet.harness.check.health;

import io.gauntlet.harness.check.Check;
import io.gauntlet.harness.check.Seconds;
import io.gauntlet.harness.experiment.Experiment;
import io.gauntlet.harness.experiment.Workload;
import io.gauntlet.harness.judge.Evidence;
import io.gauntlet.harness.judge.Failures;
import io.gauntlet.harness.recording.Arrival;
import io.gauntlet.harness.recording.Ledger;
import io.gauntlet.harness.recording.Recording;
import io.gauntlet.harness.settings.Settings;
import io.gauntlet.harness.target.Capability;
import io.gauntlet.harness.verdict.Finding;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * HEALTH-10: next to no load at first, then all of it. Probes come as often as declared in both, however much there is to
 * do, and not to all backends at the same moment each time: a thousand of them would notice.
 */
public final class ProbingIsGentle implements Check {
    private static final double IDLE_RPS = 1;
    private static final double MOST_OVER_DECLARED = 1.5;

    /** Probes of two backends within this of one another each time are in step. */
    private static final double IN_STEP_SECONDS = 0.005;

    private static final double INTERVALS_EACH = 8;
    private static final int ENOUGH = 8;

    @Override
    public String id() {
        return "HEALTH-10";
    }

    @Override
    public String requirement() {
        return "Probing is gentle: as often as declared, whatever the load, and not of all backends in step";
    }

    @Override
    public Set<Capability> needs() {
        return Set.of(Capability.BACKENDS, Capability.ACTIVE_HEALTH, Capability.PROBE_INTERVAL);
    }

    @Override
    public Experiment experiment(Settings settings) {
        double each = Math.max(4, INTERVALS_EACH * Seconds.of(settings.policy().probeEvery()));
        int seconds = (int) Math.ceil(each);
        var idle = new Workload.Phase(IDLE_RPS, IDLE_RPS, seconds);
        return Experiment.of(
                Workload.steady(settings.load().targetRps(), seconds).after(idle));
    }

    @Override
    public Finding judge(Recording recording, Settings settings) {
        double declared = 1 / Seconds.of(settings.policy().probeEvery());
        double span = (recording.end() - recording.start()) / 1e9;
        long fewest = Long.MAX_VALUE;
        long most = 0;
        for (var backend : settings.backends()) {
            long count = probes(recording, backend).size();
            fewest = Math.min(fewest, count);
            most = Math.max(most, count);
        }
        double rate = most / span;
        return Evidence.given(
                fewest,
                ENOUGH,
                "probes of each backend",
                Finding.atMost(
                        rate / declared,
                        MOST_OVER_DECLARED,
                        "times as often",
                        String.format(
                                Locale.ROOT,
                                "a backend was probed %.2f times a second, where %.2f times are declared",
                                rate,
                                declared)),
                notInStep(recording, settings),
                Failures.none(Ledger.of(recording)));
    }

    private static List<Long> probes(Recording recording, String backend) {
        return recording.probes(backend).stream()
                .map(Arrival::received)
                .filter(at -> at >= recording.start() && at < recording.end())
                .sorted()
                .toList();
    }

    /** No two backends are probed within a moment of one another each and every time. */
    private static Finding notInStep(Recording recording, Settings settings) {
        var backends = settings.backends();
        long pairs = 0;
        for (int i = 0; i < backends.size(); i++) {
            for (int k = i + 1; k < backends.size(); k++) {
                pairs += inStep(probes(recording, backends.get(i)), probes(recording, backends.get(k))) ? 1 : 0;
            }
        }
        return Finding.atMost(
                (double) pairs, 0, "pairs", pairs + " pairs of backends were probed in step all the time");
    }

    private static boolean inStep(List<Long> ones, List<Long> others) {
        return !ones.isEmpty()
                && ones.stream()
                        .allMatch(one ->
                                others.stream().anyMatch(other -> Math.abs(one - other) < IN_STEP_SECONDS * 1e9));
    }
}
