package io.gauntlet.harness.check.stickiness;

import static io.gauntlet.harness.check.Seconds.GUARD_NANOS;
import static java.util.stream.Collectors.collectingAndThen;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.minBy;

import io.gauntlet.harness.check.Check;
import io.gauntlet.harness.experiment.Actions;
import io.gauntlet.harness.experiment.Experiment;
import io.gauntlet.harness.experiment.Workload;
import io.gauntlet.harness.judge.Evidence;
import io.gauntlet.harness.judge.Failures;
import io.gauntlet.harness.judge.Sessions;
import io.gauntlet.harness.recording.Ledger;
import io.gauntlet.harness.recording.Recording;
import io.gauntlet.harness.recording.Request;
import io.gauntlet.harness.recording.Window;
import io.gauntlet.harness.settings.Settings;
import io.gauntlet.harness.target.Capability;
import io.gauntlet.harness.verdict.Finding;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * STICK-6: sessions come for the first time both before and after the drain, and all of them come again. Whether those of
 * the drained backend stay with it for the grace or move at once is the target's policy; that a session which has begun to
 * move comes to rest is not, nor that it loses nothing.
 */
public final class DrainTakesNoNewSessions implements Check {
    private static final double DRAIN = 1.5;

    /** So long it takes until each session was there once. */
    private static final double ROUND = 3;

    private static final long ENOUGH = 20;

    @Override
    public String id() {
        return "STICK-6";
    }

    @Override
    public String requirement() {
        return "A draining backend takes no new sessions, and its own lose nothing";
    }

    @Override
    public Set<Capability> needs() {
        return Set.of(Capability.BACKENDS, Capability.IDENTITY, Capability.AFFINITY, Capability.DRAIN);
    }

    @Override
    public Set<Capability> proves() {
        return Set.of(Capability.DRAIN);
    }

    @Override
    public Experiment experiment(Settings settings) {
        double rps = settings.load().targetRps();
        int sessions = (int) (rps * ROUND);
        return Experiment.of(Workload.steady(rps, 3 * ROUND).inSessions(sessions))
                .at(DRAIN, Actions.drain(settings.victim()));
    }

    @Override
    public Finding judge(Recording recording, Settings settings) {
        var victim = settings.victim();
        var drained = recording.mark(victim, "drain");
        var ledger = Ledger.of(recording);
        var fresh = firsts(ledger).stream()
                .filter(request -> request.sent() > drained.done() + GUARD_NANOS)
                .toList();
        long taken = fresh.stream()
                .filter(request -> request.last().backend().equals(victim))
                .count();
        var own = Sessions.at(victim, ledger.where(request -> request.ended() < drained.asked()));
        var later = ledger.where(request ->
                request.sent() > drained.done() && own.contains(request.last().session()));
        return Evidence.given(
                fresh.size(),
                ENOUGH,
                "sessions that began after the drain",
                Finding.atMost(
                        (double) taken,
                        0,
                        "sessions",
                        taken + " of " + fresh.size() + " new sessions began on " + victim + ", which was draining"),
                Sessions.noneMoved(later, Window.ALWAYS, "again, when " + victim + " was drained"),
                Failures.none(ledger));
    }

    /** The first request of each session. */
    private static List<Request> firsts(Ledger ledger) {
        return ledger.requests().stream()
                .filter(request -> request.good() && !request.last().session().isEmpty())
                .collect(groupingBy(
                        request -> request.last().session(),
                        collectingAndThen(minBy(Comparator.comparingLong(Request::sent)), Optional::orElseThrow)))
                .values()
                .stream()
                .toList();
    }
}
