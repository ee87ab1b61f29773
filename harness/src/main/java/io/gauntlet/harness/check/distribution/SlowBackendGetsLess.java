package io.gauntlet.harness.check.distribution;

import io.gauntlet.harness.check.Check;
import io.gauntlet.harness.experiment.Actions;
import io.gauntlet.harness.experiment.Behaviour;
import io.gauntlet.harness.experiment.Experiment;
import io.gauntlet.harness.experiment.Workload;
import io.gauntlet.harness.judge.Evidence;
import io.gauntlet.harness.judge.Failures;
import io.gauntlet.harness.judge.Latency;
import io.gauntlet.harness.judge.Occupation;
import io.gauntlet.harness.recording.Ledger;
import io.gauntlet.harness.recording.Recording;
import io.gauntlet.harness.recording.Window;
import io.gauntlet.harness.settings.Algorithm;
import io.gauntlet.harness.settings.Arrangement;
import io.gauntlet.harness.settings.Settings;
import io.gauntlet.harness.target.Capability;
import io.gauntlet.harness.verdict.Finding;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;

/**
 * DIST-4: one backend takes ten times as long as the others. By turns it would have ten times as many requests in flight;
 * whoever looks at those gives it a tenth of the requests.
 */
public final class SlowBackendGetsLess implements Check {
    private static final double SLOW = 0.5;
    private static final String VERB = "slow";
    private static final int TIMES_SLOWER = 10;
    private static final double MOST_OVER_OTHERS = 2;

    /** Until as many are in flight as will be. */
    private static final double SETTLED = 1.5;

    private static final Duration LEAST_DELAY = Duration.ofMillis(20);
    private static final long ENOUGH = 100;

    @Override
    public String id() {
        return "DIST-4";
    }

    @Override
    public String requirement() {
        return "A slow backend gets fewer requests by least connections, and slows nobody else";
    }

    @Override
    public Set<Capability> needs() {
        return Set.of(Capability.BACKENDS, Capability.EQUAL_WEIGHTS, Capability.LEAST_CONNECTIONS);
    }

    /** By which each of the others has a request in flight, on average: where all are idle there is nothing to prefer. */
    private static Duration delay(Settings settings) {
        double seconds = settings.backends().size() / settings.load().targetRps();
        var busy = Duration.ofNanos((long) (seconds * 1e9));
        return busy.compareTo(LEAST_DELAY) > 0 ? busy : LEAST_DELAY;
    }

    @Override
    public Experiment experiment(Settings settings) {
        double length = SLOW + SETTLED + settings.profile().seconds(4);
        var slow = Behaviour.answeringAfter(delay(settings).multipliedBy(TIMES_SLOWER));
        return Experiment.of(Workload.steady(settings.load().targetRps(), length))
                .arranged(Arrangement.AS_DECLARED.picking(Algorithm.LEAST_CONNECTIONS))
                .given(Behaviour.answeringAfter(delay(settings)))
                .at(SLOW, Actions.behave(settings.victim(), VERB, slow));
    }

    @Override
    public Finding judge(Recording recording, Settings settings) {
        var victim = settings.victim();
        long slow = recording.mark(victim, VERB).done();
        var settled = new Window(slow + (long) (SETTLED * 1e9), recording.end());
        var ledger = Ledger.of(recording);
        var seen = ledger.intendedWithin(settled);
        var others = seen.where(request -> !request.last().backend().equals(victim));
        double limit = delay(settings).toMillis() + settings.limits().p99Millis();
        return Evidence.given(
                others.requests().size(),
                ENOUGH,
                "requests to the others",
                overOthers(recording, settled, settings),
                Latency.p99AtMost(others, limit, "at the others"),
                Failures.none(ledger));
    }

    private static Finding overOthers(Recording recording, Window window, Settings settings) {
        var victim = settings.victim();
        double its = Occupation.meanInFlight(recording, victim, window);
        double theirs = settings.backends().stream()
                .filter(backend -> !backend.equals(victim))
                .mapToDouble(backend -> Occupation.meanInFlight(recording, backend, window))
                .average()
                .orElse(0);
        return Finding.atMost(
                theirs > 0 ? its / theirs : 0,
                MOST_OVER_OTHERS,
                "times the others'",
                String.format(
                        Locale.ROOT,
                        "%s, the slow one, had %.2f requests in flight on average, the others %.2f",
                        victim,
                        its,
                        theirs));
    }
}
