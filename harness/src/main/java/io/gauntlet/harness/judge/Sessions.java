package io.gauntlet.harness.judge;

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

    /** No request that a session with a home sent within the window was answered elsewhere. */
    public static Finding noneMoved(Ledger ledger, Window window, String when) {
        Map<String, List<Request>> sessions = ledger.requests().stream()
                .filter(request -> request.good() && !request.last().session().isEmpty())
                .collect(groupingBy(
                        request -> request.last().session(), TreeMap::new, java.util.stream.Collectors.toList()));
        long withHome = 0;
        long requests = 0;
        long moved = 0;
        for (var session : sessions.values()) {
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
