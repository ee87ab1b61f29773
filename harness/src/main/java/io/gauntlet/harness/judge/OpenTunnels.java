package io.gauntlet.harness.judge;

import static java.util.Comparator.comparingLong;

import io.gauntlet.harness.recording.Attempt;
import io.gauntlet.harness.recording.Ledger;
import io.gauntlet.harness.recording.Request;
import io.gauntlet.harness.recording.Window;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * WebSockets that were held open, and how many of them each backend had at a time, by the client's clock.
 *
 * @param asked all that the client asked for, those that it did not get included, in order
 */
public record OpenTunnels(List<Request> asked) {
    private static final int SWITCHING_PROTOCOLS = 101;

    public OpenTunnels {
        asked = List.copyOf(asked);
    }

    /** Those of this path. */
    public static OpenTunnels of(Ledger ledger, String path) {
        return new OpenTunnels(ledger.requests().stream()
                .filter(request -> request.last().path().equals(path))
                .sorted(comparingLong(Request::intended))
                .toList());
    }

    /** Those that were asked for within the window. */
    public OpenTunnels within(Window window) {
        return new OpenTunnels(
                asked.stream().filter(r -> window.holds(r.intended())).toList());
    }

    /** Those that were open at some time, in the order of their opening. */
    public List<Request> opened() {
        return asked.stream().filter(OpenTunnels::wasOpen).toList();
    }

    /** Those that never were. */
    public List<Request> refused() {
        return asked.stream().filter(request -> !wasOpen(request)).toList();
    }

    /** An echo came back through it. */
    private static boolean wasOpen(Request tunnel) {
        return tunnel.last().status() == SWITCHING_PROTOCOLS && openedAt(tunnel) != Attempt.NEVER;
    }

    /** When it was open. Nanoseconds since the run's zero. */
    public static long openedAt(Request tunnel) {
        return tunnel.last().firstByte();
    }

    /** Which backend has it: the last that it was brought to; empty where it was brought to none. */
    public static String backend(Request tunnel) {
        var arrivals = tunnel.arrivals();
        return arrivals.isEmpty() ? "" : arrivals.get(arrivals.size() - 1).backend();
    }

    /** Those that were open, and that no backend knows of. */
    public List<Request> strange() {
        return at("", opened());
    }

    /** Those of them that this backend has or had. */
    public static List<Request> at(String backend, List<Request> tunnels) {
        return tunnels.stream()
                .filter(tunnel -> backend(tunnel).equals(backend))
                .toList();
    }

    /** How many of them each of the backends got. */
    public static Map<String, Long> counts(List<Request> tunnels, List<String> backends) {
        Map<String, Long> counts = new TreeMap<>();
        backends.forEach(backend -> counts.put(backend, 0L));
        tunnels.forEach(tunnel -> counts.computeIfPresent(backend(tunnel), (backend, count) -> count + 1));
        return counts;
    }

    /** How many each of the backends had open at that time. */
    public Map<String, Long> openAt(long time, List<String> backends) {
        var open = opened().stream()
                .filter(tunnel -> openedAt(tunnel) <= time && tunnel.ended() > time)
                .toList();
        return counts(open, backends);
    }

    /** How much the greatest count is above the least. */
    public static long difference(Map<String, Long> counts) {
        return Collections.max(counts.values()) - Collections.min(counts.values());
    }
}
