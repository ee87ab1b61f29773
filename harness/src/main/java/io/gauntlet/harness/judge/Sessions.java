package io.gauntlet.harness.judge;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toSet;

import io.gauntlet.harness.recording.Ledger;
import io.gauntlet.harness.recording.Request;
import io.gauntlet.harness.recording.Window;
import io.gauntlet.harness.verdict.Finding;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Whether sessions stay on their backend.
 *
 * <p>A session's home is who answered its first request. Requests that it sent before that answer came had no cookie to
 * send; where those were answered by several backends, the session has no one home and tells nothing.
 */
public final class Sessions {
    /** Fewer sessions than this tell nothing. */
    private static final long ENOUGH = 20;

    private Sessions() {}

    private record Tally(long sessions, long requests, long moved) {}

    /** The sessions whose home is this backend. */
    public static Set<String> at(String backend, Ledger ledger) {
        var homes = new TreeMap<>(sessions(ledger));
        homes.values().removeIf(session -> !home(session).equals(Optional.of(backend)));
        return Set.copyOf(homes.keySet());
    }

    /** Not all sessions have the same home, where there are two to choose from. */
    public static Finding spread(Ledger ledger, int backends, String when) {
        Map<String, Long> homes = sessions(ledger).values().stream()
                .flatMap(session -> home(session).stream())
                .collect(groupingBy(home -> home, TreeMap::new, counting()));
        var finding = Finding.atLeast(
                homes.size(), Math.min(2, backends), "backends", "the sessions went to " + homes + " " + when);
        long with = homes.values().stream().mapToLong(Long::longValue).sum();
        return Evidence.missing(with, ENOUGH, "sessions with requests " + when).orElse(finding);
    }

    private static Map<String, List<Request>> sessions(Ledger ledger) {
        return ledger.requests().stream()
                .filter(request -> request.good() && !request.last().session().isEmpty())
                .collect(groupingBy(
                        request -> request.last().session(), TreeMap::new, java.util.stream.Collectors.toList()));
    }

    /** No request that a session with a home sent within the window was answered elsewhere. */
    public static Finding noneMoved(Ledger ledger, Window window, String when) {
        long withHome = 0;
        long requests = 0;
        long moved = 0;
        for (var session : sessions(ledger).values()) {
            var tally = tally(session, window);
            withHome += tally.sessions();
            requests += tally.requests();
            moved += tally.moved();
        }
        var finding = Finding.atMost(
                (double) moved,
                0,
                "requests",
                moved + " of " + requests + " requests of " + withHome + " sessions left their backend " + when);
        return Evidence.missing(withHome, ENOUGH, "sessions with later requests " + when)
                .orElse(finding);
    }

    private static Tally tally(List<Request> session, Window window) {
        var home = home(session);
        if (home.isEmpty()) {
            return new Tally(0, 0, 0);
        }
        long opened = firstAnswer(session);
        var later = session.stream()
                .filter(request -> request.sent() > opened && window.holds(request.sent()))
                .toList();
        long moved = later.stream()
                .filter(request -> !request.last().backend().equals(home.get()))
                .count();
        return new Tally(later.isEmpty() ? 0 : 1, later.size(), moved);
    }

    private static long firstAnswer(List<Request> session) {
        return session.stream()
                .min(Comparator.comparingLong(Request::ended))
                .orElseThrow()
                .ended();
    }

    private static Optional<String> home(List<Request> session) {
        long opened = firstAnswer(session);
        Set<String> homes = session.stream()
                .filter(request -> request.sent() <= opened)
                .map(request -> request.last().backend())
                .collect(toSet());
        return homes.size() == 1 ? homes.stream().findFirst() : Optional.empty();
    }
}
