package io.gauntlet.harness.check.distribution;

import io.gauntlet.harness.check.Check;
import io.gauntlet.harness.check.Seconds;
import io.gauntlet.harness.experiment.Actions;
import io.gauntlet.harness.experiment.Behaviour;
import io.gauntlet.harness.experiment.Experiment;
import io.gauntlet.harness.experiment.Workload;
import io.gauntlet.harness.judge.Evidence;
import io.gauntlet.harness.judge.Shares;
import io.gauntlet.harness.recording.Arrival;
import io.gauntlet.harness.recording.Recording;
import io.gauntlet.harness.recording.Window;
import io.gauntlet.harness.settings.Algorithm;
import io.gauntlet.harness.settings.Arrangement;
import io.gauntlet.harness.settings.Settings;
import io.gauntlet.harness.target.Capability;
import io.gauntlet.harness.verdict.Finding;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * DIST-10: a backend returns to a pool in which everybody has much in flight. It has nothing, so least connections would
 * give it all there is until it has as much: cold caches and all. With slow start it gets its share by and by.
 *
 * <p>Looked at in half seconds: a flood is over when it has what the others have, and a whole second may hide it.
 */
public final class RecoveredIsNotFlooded implements Check {
    private static final double PARTITION = 0.5;
    private static final double OUT_BEYOND_DETECTION = 1;
    private static final Duration SLOW_START = Duration.ofSeconds(5);

    /** Of the others, while it is out: enough for a flood to be seen, and well below the limits that balancers have. */
    private static final int IN_FLIGHT_EACH = 40;

    /** Of a limit that is declared, so that nobody goes to the one that returns because the others are full. */
    private static final double BELOW_LIMIT = 0.6;

    private static final long STEP = 500_000_000L;

    /** A ramp that begins with a tenth, as every known one does or with less. */
    private static final double FIRST = 0.1;

    /** So long before its first request a backend may have been back: nobody's turn came, or its steps are coarse. */
    private static final double UNSEEN_SECONDS = 0.5;

    private static final long ENOUGH = 20;

    @Override
    public String id() {
        return "DIST-10";
    }

    @Override
    public String requirement() {
        return "A recovered backend is not flooded: with slow start it gets its share by and by";
    }

    @Override
    public Set<Capability> needs() {
        return Set.of(
                Capability.BACKENDS, Capability.EQUAL_WEIGHTS, Capability.LEAST_CONNECTIONS, Capability.SLOW_START);
    }

    private static Duration answer(Settings settings) {
        int limit = settings.policy().maxInFlight();
        double each = limit > 0 ? Math.min(IN_FLIGHT_EACH, limit * BELOW_LIMIT) : IN_FLIGHT_EACH;
        int others = Math.max(1, settings.backends().size() - 1);
        return Duration.ofMillis((long) (1000 * each * others / settings.load().targetRps()));
    }

    @Override
    public Experiment experiment(Settings settings) {
        double healed = PARTITION + Seconds.of(settings.policy().detectWithin()) + OUT_BEYOND_DETECTION;
        double length = healed + Seconds.of(settings.policy().returnWithin()) + Seconds.of(SLOW_START) + 1;
        return Experiment.of(Workload.steady(settings.load().targetRps(), length))
                .arranged(Arrangement.AS_DECLARED
                        .picking(Algorithm.LEAST_CONNECTIONS)
                        .startingSlowly(SLOW_START))
                .given(Behaviour.answeringAfter(answer(settings)))
                .at(PARTITION, Actions.partition(settings.victim()))
                .at(healed, Actions.rejoin(settings.victim()));
    }

    @Override
    public Finding judge(Recording recording, Settings settings) {
        var victim = settings.victim();
        long healed = recording.mark(victim, "rejoin").asked();
        var after = recording.arrivals().stream()
                .filter(arrival -> arrival.request() && arrival.received() > healed)
                .toList();
        var its = after.stream()
                .filter(arrival -> arrival.backend().equals(victim))
                .map(Arrival::received)
                .toList();
        long begin = its.stream().mapToLong(Long::longValue).min().orElse(recording.end());
        long end = Math.min(recording.end(), begin + SLOW_START.toNanos());
        var worst = Finding.atMost(0, 0, "requests", victim + " stayed under the ramp in each half second");
        for (long from = begin; from + STEP <= end; from += STEP) {
            var finding = inStep(after, its, new Window(from, from + STEP), begin, settings);
            worst = Finding.worst(worst, finding);
        }
        return Evidence.given(its.size(), ENOUGH, "requests to it after its return", worst);
    }

    /** Meanwhile it gets no more than its share at the end, but for chance. */
    private static Finding inStep(List<Arrival> all, List<Long> its, Window step, long begin, Settings settings) {
        double since = (step.to() - begin) / 1e9 + UNSEEN_SECONDS;
        double weight = Math.min(1, FIRST + (1 - FIRST) * since / Seconds.of(SLOW_START));
        double share = weight / (settings.backends().size() - 1 + weight);
        long total = all.stream().filter(a -> step.holds(a.received())).count();
        long count = its.stream().filter(step::holds).count();
        return Shares.atMost(
                count,
                total,
                share,
                settings,
                String.format(
                        Locale.ROOT,
                        "%s got %d of %d requests in the half second that ended %.1f s after its return",
                        settings.victim(),
                        count,
                        total,
                        (step.to() - begin) / 1e9));
    }
}
