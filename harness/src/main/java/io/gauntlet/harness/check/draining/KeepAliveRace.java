package io.gauntlet.harness.check.draining;

import io.gauntlet.harness.check.Check;
import io.gauntlet.harness.experiment.Behaviour;
import io.gauntlet.harness.experiment.Experiment;
import io.gauntlet.harness.experiment.Workload;
import io.gauntlet.harness.judge.Evidence;
import io.gauntlet.harness.judge.Failures;
import io.gauntlet.harness.recording.Arrival;
import io.gauntlet.harness.recording.Ledger;
import io.gauntlet.harness.recording.Recording;
import io.gauntlet.harness.recording.Request;
import io.gauntlet.harness.settings.Settings;
import io.gauntlet.harness.target.Capability;
import io.gauntlet.harness.verdict.Finding;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/** DRAIN-8: one reused connection in twenty closes just as a request comes, which is never read; and one POST in twenty is executed
 * and then left without an answer, which looks the same from outside and must not be tried again. */
public final class KeepAliveRace implements Check {

    private static final Duration IDLE_FROM = Duration.ofMillis(1);
    private static final Duration IDLE_TO = Duration.ofMillis(200);
    private static final double CROSSING = 0.05;
    private static final double LOST_ANSWERS = 0.05;

    @Override
    public String id() {
        return "DRAIN-8";
    }

    @Override
    public String requirement() {
        return "The keep-alive race is invisible: backends close idle connections, nobody notices, nothing is repeated";
    }

    @Override
    public Set<Capability> needs() {
        return Set.of(Capability.BACKENDS);
    }

    @Override
    public Experiment experiment(Settings settings) {
        return Experiment.of(Workload.steady(
                                settings.load().targetRps(), settings.profile().seconds(6))
                        .posting(40))
                .given(Behaviour.DEFAULT
                        .closingIdle(IDLE_FROM, idleTo(settings), CROSSING)
                        .sometimes("POST", LOST_ANSWERS, Behaviour.closing()));
    }

    @Override
    public Finding judge(Recording recording, Settings settings) {
        var ledger = Ledger.of(recording);
        long crossed = count(recording, Arrival.End.UNREAD);
        long lost = count(recording, Arrival.End.CUT_BY_US);
        var repeated = Failures.noneRepeated(ledger);
        var failures = Failures.none(
                ledger.where(request -> !executedAndLost(request)),
                KeepAliveRace::crossedTwice,
                "met a closing connection twice in a row");
        if (!reuses(recording)) {
            return Finding.worst(repeated, failures)
                    .noting("no connection to a backend was used twice, so there is no race");
        }
        return Evidence.given(
                Math.min(crossed, lost), 1, "closed connections that crossed a request", repeated, failures);
    }

    /** Long enough for most connections to be used again: twice the time between a backend's requests. */
    private static Duration idleTo(Settings settings) {
        double between = settings.backends().size() / settings.load().targetRps();
        var twice = Duration.ofMillis((long) (2000 * between));
        return twice.compareTo(IDLE_TO) > 0 ? twice : IDLE_TO;
    }

    private static boolean reuses(Recording recording) {
        Set<String> used = new HashSet<>();
        return recording.arrivals().stream()
                .filter(Arrival::request)
                .anyMatch(arrival -> !used.add(arrival.connection()));
    }

    private static long count(Recording recording, Arrival.End end) {
        return recording.arrivals().stream()
                .filter(arrival -> arrival.request() && arrival.end() == end)
                .count();
    }

    private static boolean executedAndLost(Request request) {
        return !request.idempotent()
                && request.arrivals().stream().anyMatch(arrival -> arrival.end() == Arrival.End.CUT_BY_US);
    }

    /** One in four hundred, since connections close so much more often here than in earnest. */
    private static boolean crossedTwice(Request request) {
        return request.arrivals().stream()
                        .filter(arrival -> arrival.end() == Arrival.End.UNREAD)
                        .count()
                > 1;
    }
}
