package io.gauntlet.harness.check.recovery;

import static io.gauntlet.harness.check.Seconds.GUARD_NANOS;

import io.gauntlet.harness.check.Check;
import io.gauntlet.harness.check.Seconds;
import io.gauntlet.harness.experiment.Behaviour;
import io.gauntlet.harness.experiment.Experiment;
import io.gauntlet.harness.experiment.Workload;
import io.gauntlet.harness.judge.Evidence;
import io.gauntlet.harness.judge.Failures;
import io.gauntlet.harness.judge.Percentile;
import io.gauntlet.harness.recording.Ledger;
import io.gauntlet.harness.recording.Outcome;
import io.gauntlet.harness.recording.Recording;
import io.gauntlet.harness.recording.Request;
import io.gauntlet.harness.recording.Window;
import io.gauntlet.harness.settings.Settings;
import io.gauntlet.harness.target.Capability;
import io.gauntlet.harness.verdict.Finding;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** LOAD-5: backends that work on as many requests at a time as the target may have in flight there, and let all others queue.
 *
 * <p>With n backends of c places and an answer that takes d, the capacity is n c / d. */
public final class ShedsOverload implements Check {

    private static final int BEFORE_SECONDS = 2;
    private static final int RECOVERY_SECONDS = 5;
    private static final double OVERLOAD = 3;
    private static final double CALM = 0.5;

    /** The capacity is about this part of the target load, so that thrice of it is the headroom's. */
    private static final double CAPACITY_PER_TARGET_LOAD = 0.5;

    private static final double MIN_ANSWER_SECONDS = 0.2;
    private static final double MAX_ANSWER_SECONDS = 2;
    private static final double MIN_GOODPUT = 0.9;
    private static final double REFUSED_WITHIN_MILLIS = 100;

    /** Nine of ten: the last tenth is the machine's. */
    private static final double QUANTILE = 0.9;

    private static final long ENOUGH_REFUSED = 50;

    @Override
    public String id() {
        return "LOAD-5";
    }

    @Override
    public String requirement() {
        return "Overload is shed, not collapsed into: full use of the capacity, quick refusals, calm afterwards";
    }

    @Override
    public Set<Capability> needs() {
        return Set.of(Capability.BACKENDS, Capability.MAX_IN_FLIGHT);
    }

    @Override
    public Experiment experiment(Settings settings) {
        double answer = answerSeconds(settings);
        double capacity = capacity(settings);
        int overload = (int) Math.ceil(3 * answer + settings.profile().seconds(1));
        int after = RECOVERY_SECONDS + (int) Math.ceil(settings.profile().seconds(1));
        return Experiment.of(Workload.of(List.of(
                        phase(CALM * capacity, BEFORE_SECONDS),
                        phase(OVERLOAD * capacity, overload),
                        phase(CALM * capacity, after))))
                .given(Behaviour.answeringAfter(Duration.ofMillis((long) (answer * 1000)))
                        .atATime(settings.policy().maxInFlight()));
    }

    @Override
    public Finding judge(Recording recording, Settings settings) {
        var ledger = Ledger.of(recording);
        long from = recording.start() + BEFORE_SECONDS * 1_000_000_000L;
        var phases = experiment(settings).workload().phases();
        long to = from + phases.get(1).seconds() * 1_000_000_000L;
        var overload = ledger.intendedWithin(new Window(from, to));
        var busy = lastWholeAnswers(from, to, answerSeconds(settings));
        var calm = new Window(to + RECOVERY_SECONDS * 1_000_000_000L, recording.end());
        var refused = overload.where(request -> request.last().outcome() == Outcome.WRONG_STATUS);
        return Evidence.missing(refused.requests().size(), ENOUGH_REFUSED, "refused requests")
                .orElseGet(() -> Finding.worst(
                        goodput(ledger, busy, capacity(settings)),
                        refusedAtOnce(refused),
                        Failures.none(
                                overload,
                                request -> request.last().outcome() == Outcome.WRONG_STATUS,
                                "were refused by a status"),
                        Failures.none(ledger.intendedWithin(calm))));
    }

    /** Answers end in waves that are an answer apart, so only a whole number of them tells a rate. */
    private static Window lastWholeAnswers(long from, long to, double answerSeconds) {
        double seconds = (to - from - GUARD_NANOS) / 1e9 - answerSeconds;
        double waves = Math.max(1, Math.floor(seconds / answerSeconds));
        return new Window(to - (long) (waves * answerSeconds * 1e9), to);
    }

    private static Workload.Phase phase(double rps, int seconds) {
        return new Workload.Phase(rps, rps, seconds);
    }

    private static double answerSeconds(Settings settings) {
        double places =
                (double) settings.policy().maxInFlight() * settings.backends().size();
        double wanted = places / (CAPACITY_PER_TARGET_LOAD * settings.load().targetRps());
        double declared = Seconds.of(settings.policy().answerWithin()) / 2;
        double longest = declared > 0 ? Math.min(declared, MAX_ANSWER_SECONDS) : MAX_ANSWER_SECONDS;
        return Math.max(MIN_ANSWER_SECONDS, Math.min(longest, wanted));
    }

    private static double capacity(Settings settings) {
        return settings.policy().maxInFlight() * settings.backends().size() / answerSeconds(settings);
    }

    private static Finding goodput(Ledger ledger, Window busy, double capacity) {
        long good = ledger.where(Request::good).requests().stream()
                .filter(request -> busy.holds(request.ended()))
                .count();
        double rate = good / busy.seconds();
        return Finding.atLeast(
                rate,
                MIN_GOODPUT * capacity,
                "good answers/s",
                String.format(Locale.ROOT, "%.1f good answers/s of a capacity of %.1f/s in overload", rate, capacity));
    }

    private static Finding refusedAtOnce(Ledger refused) {
        double millis = Percentile.millis(
                QUANTILE, refused.requests().stream().mapToLong(request -> request.ended() - request.sent()));
        return Finding.atMost(
                millis,
                REFUSED_WITHIN_MILLIS,
                "ms",
                String.format(
                        Locale.ROOT,
                        "nine of ten of %d refused requests were refused within %.1f ms",
                        refused.requests().size(),
                        millis));
    }
}
