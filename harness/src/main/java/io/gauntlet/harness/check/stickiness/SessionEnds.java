package io.gauntlet.harness.check.stickiness;

import io.gauntlet.harness.check.Check;
import io.gauntlet.harness.check.Seconds;
import io.gauntlet.harness.experiment.Action;
import io.gauntlet.harness.experiment.Actions;
import io.gauntlet.harness.experiment.Experiment;
import io.gauntlet.harness.experiment.Utterance;
import io.gauntlet.harness.experiment.Workload;
import io.gauntlet.harness.judge.Evidence;
import io.gauntlet.harness.judge.Failures;
import io.gauntlet.harness.judge.Runs;
import io.gauntlet.harness.recording.Ledger;
import io.gauntlet.harness.recording.Recording;
import io.gauntlet.harness.settings.Arrangement;
import io.gauntlet.harness.settings.Settings;
import io.gauntlet.harness.target.Capability;
import io.gauntlet.harness.verdict.Finding;
import java.time.Duration;
import java.util.Set;

/**
 * STICK-7: a client that never throws a cookie away, as browsers do, comes back when its session is over. A cookie that is
 * good for ever keeps its backend's sessions for ever, and the pool as uneven as it once became.
 */
public final class SessionEnds implements Check {
    private static final String FIRST = "first-visit";
    private static final String SOON = "soon-again";
    private static final String LATE = "late-again";
    private static final Duration LIFE = Duration.ofSeconds(2);

    /** Expiry is told in whole seconds. */
    private static final double WELL_OVER = 1.5;

    private static final int REQUESTS = 40;
    private static final double RPS = 5;

    @Override
    public String id() {
        return "STICK-7";
    }

    @Override
    public String requirement() {
        return "Sessions end: when its time is over a client is balanced anew, whatever cookie it brings";
    }

    @Override
    public Set<Capability> needs() {
        return Set.of(Capability.BACKENDS, Capability.EQUAL_WEIGHTS, Capability.AFFINITY, Capability.SESSION_TTL);
    }

    private static Action visit(String name) {
        return Actions.say(Utterance.repeating(name, REQUESTS, "GET {path} HTTP/1.1\nHost: {host}\nCookie: {cookies}"));
    }

    @Override
    public Experiment experiment(Settings settings) {
        double late = 1 + Seconds.of(LIFE) + WELL_OVER;
        return Experiment.of(Workload.steady(RPS, late + 1.5).posting(0))
                .arranged(Arrangement.AS_DECLARED.endingSessions(LIFE))
                .at(0.5, Actions.say(Utterance.repeating(FIRST, 1, "GET {path} HTTP/1.1\nHost: {host}")))
                .at(0.6, visit(SOON))
                .at(late, visit(LATE));
    }

    @Override
    public Finding judge(Recording recording, Settings settings) {
        var ledger = Ledger.of(recording);
        var soon = Runs.said(ledger, recording.mark(Actions.CLIENT, Actions.saying(SOON)));
        var late = Runs.said(ledger, recording.mark(Actions.CLIENT, Actions.saying(LATE)));
        long homes = soon.stream().distinct().count();
        if (homes != 1) {
            return Finding.inconclusive("the session did not hold while it should: " + homes + " backends answered it");
        }
        long backends = late.stream().distinct().count();
        return Evidence.given(
                Math.min(soon.size(), late.size()),
                REQUESTS / 2,
                "requests of the session both in its time and after",
                Finding.atLeast(
                        (double) backends,
                        Math.min(2, settings.backends().size()),
                        "backends",
                        backends + " backends answered " + late.size() + " requests with a cookie whose time was over"),
                Failures.none(ledger));
    }
}
