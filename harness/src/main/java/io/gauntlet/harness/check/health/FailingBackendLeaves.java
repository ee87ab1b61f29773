package io.gauntlet.harness.check.health;

import static io.gauntlet.harness.check.Seconds.GUARD_NANOS;

import io.gauntlet.harness.check.Check;
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
import io.gauntlet.harness.settings.Arrangement;
import io.gauntlet.harness.settings.Settings;
import io.gauntlet.harness.target.Capability;
import io.gauntlet.harness.verdict.Finding;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * HEALTH-3: every request to it is answered with 500, and every probe with 200. After so many failures in a row as the
 * target is set to it is out, long before any probe could know.
 */
public final class FailingBackendLeaves implements Check {
    private static final double FAIL = 1;
    private static final String VERB = "fail";
    private static final int FAILURES = 5;
    private static final int ERROR = 500;
    private static final long ENOUGH = 50;

    @Override
    public String id() {
        return "HEALTH-3";
    }

    @Override
    public String requirement() {
        return "A backend whose requests fail leaves the rotation though its probes are well";
    }

    @Override
    public Set<Capability> needs() {
        return Set.of(Capability.BACKENDS, Capability.PASSIVE_HEALTH);
    }

    @Override
    public Experiment experiment(Settings settings) {
        double length = FAIL + settings.profile().seconds(4);
        return Experiment.of(Workload.steady(settings.load().targetRps(), length))
                .arranged(Arrangement.AS_DECLARED.ejectingAfter(FAILURES))
                .at(FAIL, Actions.behave(settings.victim(), VERB, Behaviour.DEFAULT.status(ERROR)));
    }

    @Override
    public Finding judge(Recording recording, Settings settings) {
        var victim = settings.victim();
        var failed = failures(recording, victim, recording.mark(victim, VERB));
        var ledger = Ledger.of(recording);
        if (failed.size() < FAILURES) {
            return Evidence.given(failed.size(), FAILURES, "failures", Failures.none(ledger));
        }
        long out = failed.get(FAILURES - 1).ended() + GUARD_NANOS;
        var later = ledger.where(request -> request.sent() > out);
        long routed =
                failed.stream().filter(arrival -> arrival.received() > out).count();
        return Evidence.given(
                later.requests().size(),
                ENOUGH,
                "requests after its last permitted failure",
                Finding.atMost(
                        (double) routed,
                        0,
                        "requests",
                        routed + " of " + later.requests().size() + " requests were brought to " + victim + " after "
                                + FAILURES + " failures in a row"),
                Failures.none(ledger, request -> request.reached(victim), "were brought to it"));
    }

    /** Requests that it failed, in the order in which they ended. */
    private static List<Arrival> failures(Recording recording, String victim, Mark mark) {
        return recording.arrivals().stream()
                .filter(arrival -> arrival.request() && arrival.backend().equals(victim))
                .filter(arrival -> arrival.status() == ERROR && arrival.ended() > mark.asked())
                .sorted(Comparator.comparingLong(Arrival::ended))
                .toList();
    }
}
