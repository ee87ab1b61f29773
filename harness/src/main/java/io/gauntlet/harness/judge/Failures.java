package io.gauntlet.harness.judge;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import io.gauntlet.harness.recording.Ledger;
import io.gauntlet.harness.recording.Request;
import io.gauntlet.harness.settings.Algorithm;
import io.gauntlet.harness.settings.Settings;
import io.gauntlet.harness.verdict.Finding;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Counts of requests without a good answer, and of requests executed twice. */
public final class Failures {
    private Failures() {}

    /** The share of requests without a good answer is at most {@code limit}. */
    public static Finding rate(Ledger ledger, double limit, String when) {
        var failed = ledger.failures().toList();
        int total = ledger.requests().size();
        double rate = total == 0 ? 0 : (double) failed.size() / total;
        return Finding.atMost(
                rate * 100,
                limit * 100,
                "% failed",
                String.format(Locale.ROOT, "%d of %d requests failed %s%s", failed.size(), total, when, kinds(failed)));
    }

    /**
     * No more fail than are sent to backends that are gone: their share of the requests, to the number of workers where
     * picks are exact and to what chance allows where they are not. Who prefers idle backends prefers those that fail at
     * once, and is held to no share.
     */
    public static Finding proportional(Ledger ledger, int gone, Settings settings, String when) {
        int total = ledger.requests().size();
        double share = (double) gone / settings.backends().size();
        var algorithm = settings.policy().algorithm();
        if (algorithm == Algorithm.LEAST_CONNECTIONS) {
            return rate(ledger, 1, when);
        }
        long most = Math.max(
                (long) Math.ceil(total * share) + settings.policy().workers(),
                algorithm.exact()
                        ? 0
                        : Statistics.highest(total, share, settings.limits().falseAlarm()));
        return rate(ledger, total == 0 ? share : Math.min(1, (double) most / total), when);
    }

    /** No request that {@code excused} does not excuse is without a good answer. */
    public static Finding none(Ledger ledger, Predicate<Request> excused, String excuse) {
        var failed = ledger.failures().toList();
        var inexcusable = failed.stream().filter(excused.negate()).toList();
        int forgiven = failed.size() - inexcusable.size();
        return Finding.atMost(
                inexcusable.size(),
                0,
                "requests",
                inexcusable.size() + " of " + ledger.requests().size() + " requests failed" + kinds(inexcusable)
                        + (forgiven == 0 ? "" : "; beside them " + forgiven + " that " + excuse));
    }

    /** No request is without a good answer. */
    public static Finding none(Ledger ledger) {
        return none(ledger, request -> false, "");
    }

    /** No request that must not be executed twice was brought to backends twice by the balancer. */
    public static Finding noneRepeated(Ledger ledger) {
        long repeated = ledger.requests().stream()
                .filter(request -> !request.idempotent() && request.repeatedByBalancer())
                .count();
        return Finding.atMost(
                (double) repeated,
                0,
                "requests",
                repeated == 0
                        ? "no POST was executed twice"
                        : repeated + " POSTs reached backends twice, sent once by the client");
    }

    /** How they failed, for print. */
    static String kinds(List<Request> failed) {
        if (failed.isEmpty()) {
            return "";
        }
        Map<String, Long> kinds = failed.stream().collect(groupingBy(Failures::kind, TreeMap::new, counting()));
        var text = new StringBuilder(" (");
        kinds.forEach((kind, count) -> text.append(text.length() > 2 ? ", " : "")
                .append(count)
                .append(' ')
                .append(kind));
        return text.append(')').toString();
    }

    private static String kind(Request request) {
        var last = request.last();
        return switch (last.outcome()) {
            case WRONG_STATUS -> "status " + last.status();
            case ANSWERED -> "damaged body";
            default -> last.outcome().word().replace('_', ' ');
        };
    }
}
