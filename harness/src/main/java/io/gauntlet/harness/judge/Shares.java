package io.gauntlet.harness.judge;

import io.gauntlet.harness.recording.Ledger;
import io.gauntlet.harness.recording.Window;
import io.gauntlet.harness.settings.Settings;
import io.gauntlet.harness.verdict.Finding;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** How evenly answers come from the backends. */
public final class Shares {
    /** Fewer answers than this tell nothing of shares. */
    public static final long ENOUGH = 100;

    /** A difference of this much is no harm even where chance does not explain it. */
    private static final double HARMLESS_MAX_OVER_MEAN = 1.05;

    /** Skewed beyond this in a short window, whatever the whole looks like. */
    private static final double SKEWED_MAX_OVER_MEAN = 2;

    private static final long SKEW_WINDOW_NANOS = 5_000_000_000L;

    private Shares() {}

    /**
     * Equal shares: exact to the number of workers for round robin; else not refuted by chi-square, or so close that it
     * does no harm.
     *
     * <p>Requests that a retry moved shift the counts of an exact algorithm by one each, so they widen its limit.
     */
    public static Finding equal(Ledger ledger, Settings settings) {
        return equal(ledger.answersByBackend(settings.backends()), moved(ledger), settings);
    }

    /**
     * The same of picks that were counted otherwise.
     *
     * @param moved how many of them may have fallen out of turn
     */
    public static Finding equal(Map<String, Long> counts, long moved, Settings settings) {
        long total = counts.values().stream().mapToLong(Long::longValue).sum();
        var missing = Evidence.missing(total, ENOUGH, "answers");
        if (missing.isPresent()) {
            return missing.get();
        }
        if (settings.policy().algorithm().exact()) {
            long difference = Collections.max(counts.values()) - Collections.min(counts.values());
            return Finding.atMost(
                    (double) difference,
                    (double) settings.policy().workers() + moved,
                    "requests",
                    "round robin: greatest and least count differ by " + difference + " " + counts);
        }
        double chance = Statistics.chanceIfEqual(counts.values());
        double evenness = maxOverMean(counts);
        if (evenness <= HARMLESS_MAX_OVER_MEAN) {
            return Finding.atMost(evenness, HARMLESS_MAX_OVER_MEAN, "max/mean", "shares " + counts);
        }
        return Finding.atLeast(
                chance,
                settings.limits().falseAlarm(),
                "chi-square p",
                String.format(Locale.ROOT, "shares %s, max/mean %.3f", counts, evenness));
    }

    /** How often each of the backends was picked. */
    public static Map<String, Long> counts(List<String> picks, List<String> backends) {
        Map<String, Long> counts = new TreeMap<>();
        backends.forEach(backend -> counts.put(backend, 0L));
        picks.forEach(backend -> counts.merge(backend, 1L, Long::sum));
        return counts;
    }

    private static long moved(Ledger ledger) {
        // Where there are no journals, only the client can tell what was moved.
        boolean seen = ledger.requests().stream()
                .anyMatch(request -> !request.arrivals().isEmpty());
        return ledger.requests().stream()
                .filter(request ->
                        !request.good() || (seen && request.arrivals().size() != 1))
                .count();
    }

    /** In no window of 5 s has a backend more than twice the mean. */
    public static Finding neverSkewed(Ledger ledger, Window whole, List<String> backends) {
        double worst = 1;
        for (long from = whole.from(); from < whole.to(); from += SKEW_WINDOW_NANOS / 2) {
            var part = ledger.intendedWithin(new Window(from, Math.min(whole.to(), from + SKEW_WINDOW_NANOS)));
            var counts = part.answersByBackend(backends);
            if (counts.values().stream().mapToLong(Long::longValue).sum() >= ENOUGH) {
                worst = Math.max(worst, maxOverMean(counts));
            }
        }
        return Finding.atMost(
                worst,
                SKEWED_MAX_OVER_MEAN,
                "max/mean",
                String.format(Locale.ROOT, "max/mean %.2f in the most uneven 5 s", worst));
    }

    private static double maxOverMean(Map<String, Long> counts) {
        double mean =
                counts.values().stream().mapToLong(Long::longValue).average().orElse(0);
        return mean == 0 ? 1 : Collections.max(counts.values()) / mean;
    }

    /**
     * Shares that follow the weights: to one request a worker and cycle for smooth weighted round robin, else within the
     * exact binomial interval.
     */
    public static Finding byWeight(Ledger ledger, Settings settings) {
        var weights = settings.policy().weights();
        var counts = ledger.answersByBackend(settings.backends());
        long total = counts.values().stream().mapToLong(Long::longValue).sum();
        var missing = Evidence.missing(total, ENOUGH, "answers");
        if (missing.isPresent()) {
            return missing.get();
        }
        double sum = weights.stream().mapToInt(Integer::intValue).sum();
        var worst = Finding.inconclusive("no weights were declared");
        double furthest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < weights.size(); i++) {
            double share = weights.get(i) / sum;
            long count = counts.getOrDefault(settings.backends().get(i), 0L);
            double off = Math.abs(count - total * share);
            double limit = allowed(ledger, settings, total, share);
            if (off - limit > furthest) {
                furthest = off - limit;
                worst = Finding.atMost(
                        off,
                        limit,
                        "requests",
                        String.format(
                                Locale.ROOT,
                                "shares %s for weights %s: %s is %.1f requests off",
                                counts,
                                weights,
                                settings.backends().get(i),
                                off));
            }
        }
        return worst;
    }

    private static double allowed(Ledger ledger, Settings settings, long total, double share) {
        if (settings.policy().algorithm().exact()) {
            return settings.policy().workers() + (double) moved(ledger);
        }
        double chance = settings.limits().falseAlarm() / settings.backends().size() / 2;
        double expected = total * share;
        return Math.max(
                expected - Statistics.lowest(total, share, chance),
                Statistics.highest(total, share, chance) - expected);
    }

    /** So many of all are no more than this share, but for chance. */
    public static Finding atMost(long count, long total, double share, Settings settings, String reason) {
        long most = Statistics.highest(total, share, settings.limits().falseAlarm());
        return Finding.atMost((double) count, (double) most, "requests", reason);
    }

    /** So many of all are no less than this share, but for chance. */
    public static Finding atLeast(long count, long total, double share, Settings settings, String reason) {
        long least = Statistics.lowest(total, share, settings.limits().falseAlarm());
        return Finding.atLeast((double) count, (double) least, "requests", reason);
    }

    /** One backend has at least what chance would leave it of its fair share. */
    public static Finding fairShareOf(String backend, Ledger ledger, Settings settings) {
        var counts = ledger.answersByBackend(settings.backends());
        long total = counts.values().stream().mapToLong(Long::longValue).sum();
        var missing = Evidence.missing(total, ENOUGH, "answers after the return");
        if (missing.isPresent()) {
            return missing.get();
        }
        int place = settings.backends().indexOf(backend);
        var weights = settings.policy().weights();
        double share = weights.isEmpty()
                ? 1.0 / settings.backends().size()
                : weights.get(place)
                        / (double) weights.stream().mapToInt(Integer::intValue).sum();
        long least = Statistics.lowest(total, share, settings.limits().falseAlarm());
        long count = counts.getOrDefault(backend, 0L);
        return Finding.atLeast(
                (double) count,
                (double) least,
                "requests",
                backend + " answered " + count + " of " + total + " after its return");
    }
}
