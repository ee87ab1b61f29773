package io.gauntlet.harness.report;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import io.gauntlet.harness.recording.Arrival;
import io.gauntlet.harness.recording.Body;
import io.gauntlet.harness.recording.Ledger;
import io.gauntlet.harness.recording.Outcome;
import io.gauntlet.harness.recording.Recording;
import io.gauntlet.harness.recording.Request;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Where the requests of a recording went, as counts for print.
 *
 * @param outcomes how they ended for the client, the most frequent first
 * @param oddities what ought to be 0 with most targets, told only where it is not
 */
record Account(List<Line> outcomes, List<Line> oddities, List<Backend> backends) {

    /** A count and its share of all requests. */
    record Line(String name, String count, String share) {}

    /** What one backend had of it. */
    record Backend(String id, String received, String answered, String share, String probes) {}

    static Account of(Recording recording) {
        var ledger = Ledger.of(recording);
        return new Account(
                outcomes(ledger), oddities(ledger, !recording.arrivals().isEmpty()), backends(recording, ledger));
    }

    private static List<Line> outcomes(Ledger ledger) {
        var counts = ledger.requests().stream().collect(groupingBy(Account::outcome, TreeMap::new, counting()));
        return counts.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder()))
                .map(entry -> line(ledger, entry.getKey(), entry.getValue()))
                .toList();
    }

    private static String outcome(Request request) {
        var last = request.last();
        if (last.outcome() == Outcome.WRONG_STATUS) {
            return "wrong status " + last.status();
        }
        var damaged = last.outcome() == Outcome.ANSWERED && last.body() == Body.DAMAGED;
        return damaged
                ? "answered, body damaged"
                : last.outcome().word().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static List<Line> oddities(Ledger ledger, boolean journals) {
        var requests = ledger.requests();
        List<Line> lines = new ArrayList<>();
        add(
                lines,
                ledger,
                "of them sent again by the client",
                count(requests, r -> r.attempts().size() > 1));
        add(
                lines,
                ledger,
                "of them brought to backends twice by the balancer",
                count(requests, Request::repeatedByBalancer));
        if (journals) {
            add(
                    lines,
                    ledger,
                    "of them answered, yet in no backend's journal",
                    count(requests, Request::answeredByNobody));
        }
        add(
                lines,
                ledger,
                "beside them at a backend, yet in no client's ledger",
                ledger.strays().size());
        return lines;
    }

    private static void add(List<Line> lines, Ledger ledger, String name, long count) {
        if (count > 0) {
            lines.add(line(ledger, name, count));
        }
    }

    private static long count(List<Request> requests, Predicate<Request> which) {
        return requests.stream().filter(which).count();
    }

    private static Line line(Ledger ledger, String name, long count) {
        int all = ledger.requests().size();
        return new Line(name, Print.count(count), all == 0 ? "" : Print.percent((double) count / all));
    }

    private static List<Backend> backends(Recording recording, Ledger ledger) {
        var ids = Timeline.backends(recording);
        var answered = ledger.answersByBackend(ids);
        double all = answered.values().stream().mapToLong(Long::longValue).sum();
        return ids.stream()
                .map(id -> {
                    long answers = answered.getOrDefault(id, 0L);
                    return new Backend(
                            id,
                            Print.count(arrivals(recording, id, Arrival.Kind.REQUEST)),
                            Print.count(answers),
                            all == 0 ? "" : Print.percent(answers / all),
                            Print.count(arrivals(recording, id, Arrival.Kind.PROBE)));
                })
                .toList();
    }

    private static long arrivals(Recording recording, String backend, Arrival.Kind kind) {
        return recording.arrivals().stream()
                .filter(arrival -> arrival.backend().equals(backend) && arrival.kind() == kind)
                .count();
    }
}
