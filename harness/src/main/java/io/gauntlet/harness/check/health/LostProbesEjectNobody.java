package io.gauntlet.harness.check.health;

import io.gauntlet.harness.check.Check;
import io.gauntlet.harness.check.Seconds;
import io.gauntlet.harness.experiment.Actions;
import io.gauntlet.harness.experiment.Behaviour;
import io.gauntlet.harness.experiment.Experiment;
import io.gauntlet.harness.experiment.Workload;
import io.gauntlet.harness.judge.Evidence;
import io.gauntlet.harness.judge.Failures;
import io.gauntlet.harness.judge.Runs;
import io.gauntlet.harness.recording.Arrival;
import io.gauntlet.harness.recording.Ledger;
import io.gauntlet.harness.recording.Recording;
import io.gauntlet.harness.recording.Window;
import io.gauntlet.harness.settings.Settings;
import io.gauntlet.harness.target.Capability;
import io.gauntlet.harness.verdict.Finding;
import java.util.Set;

/**
 * HEALTH-4: one probe of each backend is answered with 503, one backend after the other, and all requests are answered well.
 * Who is taken out for it stays out until good probes bring it back, and for so long all requests pass it by.
 */
public final class LostProbesEjectNobody implements Check {
    private static final double FIRST = 1;
    private static final String VERB = "lose_probe";
    private static final int UNREADY = 503;

    /** One after the other, so that those who are out by mistake are not all out at once, and used for want of others. */
    private static final double APART_OF_DETECTION = 0.5;

    /** Workers take turns each on their own, and requests overtake each other. */
    private static final int OUT_OF_TURN = 2;

    /** More than are sent. */
    private static final int REQUESTS = 100_000;

    @Override
    public String id() {
        return "HEALTH-4";
    }

    @Override
    public String requirement() {
        return "One lost probe ejects nobody";
    }

    @Override
    public Set<Capability> needs() {
        return Set.of(Capability.BACKENDS, Capability.EQUAL_WEIGHTS, Capability.ACTIVE_HEALTH);
    }

    @Override
    public Experiment experiment(Settings settings) {
        double detect = Seconds.of(settings.policy().detectWithin());
        double apart = detect * APART_OF_DETECTION;
        double tells = Seconds.until(limit(settings), rps(settings), 1);
        double length = FIRST + settings.backends().size() * apart + Math.max(detect, tells);
        var experiment = Experiment.of(Workload.steady(rps(settings), length));
        for (int i = 0; i < settings.backends().size(); i++) {
            experiment = experiment.at(
                    FIRST + i * apart,
                    Actions.behave(settings.backends().get(i), VERB, Behaviour.DEFAULT.unreadyOnce()));
        }
        return experiment;
    }

    /** More requests in a row than pass by a backend when all take turns, or else by chance. */
    private static int limit(Settings settings) {
        if (settings.policy().algorithm().exact()) {
            return OUT_OF_TURN * settings.backends().size() * settings.policy().workers();
        }
        return Runs.longestByChance(
                REQUESTS, 1.0 / settings.backends().size(), settings.limits().falseAlarm());
    }

    @Override
    public Finding judge(Recording recording, Settings settings) {
        var ledger = Ledger.of(recording);
        long lost = settings.backends().stream()
                .filter(backend -> lostOne(recording, backend))
                .count();
        var finding = Evidence.given(
                lost,
                settings.backends().size(),
                "backends of which a probe was lost",
                passedBy(recording, ledger, settings),
                Failures.none(ledger));
        return Evidence.given(
                requestsInAnInterval(settings),
                limit(settings) + 1L,
                "requests between two probes of a backend",
                finding);
    }

    /** Who is taken out is out for an interval between probes at least; where chance picks, that must be many requests. */
    private static double rps(Settings settings) {
        return settings.policy().algorithm().exact()
                ? settings.load().targetRps()
                : settings.load().peakRps();
    }

    private static long requestsInAnInterval(Settings settings) {
        var interval = settings.policy().probeEvery();
        return interval.isZero() ? Long.MAX_VALUE : (long) (rps(settings) * Seconds.of(interval));
    }

    private static boolean lostOne(Recording recording, String backend) {
        long from = recording.mark(backend, VERB).window().from();
        return recording.probes(backend).stream()
                .filter(arrival -> arrival.received() >= from)
                .map(Arrival::status)
                .anyMatch(status -> status == UNREADY);
    }

    private static Finding passedBy(Recording recording, Ledger ledger, Settings settings) {
        int longest = 0;
        var passed = settings.victim();
        for (var backend : settings.backends()) {
            var since = new Window(recording.mark(backend, VERB).asked(), recording.end());
            int run = Runs.longestWithout(backend, ledger.intendedWithin(since));
            if (run > longest) {
                longest = run;
                passed = backend;
            }
        }
        return Finding.atMost(
                longest,
                limit(settings),
                "requests in a row",
                longest + " requests in a row passed by " + passed + " after it had lost one probe");
    }
}
