package io.gauntlet.harness.recording;

import static java.util.Comparator.comparingInt;
import static java.util.Comparator.comparingLong;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The join of the client's ledger and the backends' journals over the requests' ids.
 *
 * <p>Law 1: every request is accounted for, and what the client replays on its own is told from what the balancer
 * repeats, since each attempt has a number of its own.
 *
 * @param requests in the order of their intended starts
 * @param strays arrivals of kind request whose id no client ledger knows
 */
public record Ledger(List<Request> requests, List<Arrival> strays) {

    /** Joins a recording. */
    public static Ledger of(Recording recording) {
        Map<String, List<Attempt>> attempts = new LinkedHashMap<>();
        for (var attempt : recording.attempts()) {
            attempts.computeIfAbsent(attempt.id(), id -> new ArrayList<>(1)).add(attempt);
        }
        Map<String, List<Arrival>> arrivals = new HashMap<>();
        List<Arrival> strays = new ArrayList<>();
        for (var arrival : recording.arrivals()) {
            if (!arrival.request()) {
                continue;
            }
            if (attempts.containsKey(arrival.id())) {
                arrivals.computeIfAbsent(arrival.id(), id -> new ArrayList<>(1)).add(arrival);
            } else {
                strays.add(arrival);
            }
        }
        List<Request> requests = new ArrayList<>(attempts.size());
        attempts.forEach((id, rows) -> {
            rows.sort(comparingInt(Attempt::attempt));
            var places = arrivals.getOrDefault(id, new ArrayList<>());
            places.sort(comparingLong(Arrival::received));
            requests.add(new Request(id, List.copyOf(rows), List.copyOf(places)));
        });
        requests.sort(comparingLong(Request::intended));
        return new Ledger(List.copyOf(requests), List.copyOf(strays));
    }

    /** Those that the client wanted within the window. */
    public Ledger intendedWithin(Window window) {
        return new Ledger(
                requests.stream().filter(r -> window.holds(r.intended())).toList(), strays);
    }

    /** Those that have this property. */
    public Ledger where(Predicate<Request> property) {
        return new Ledger(requests.stream().filter(property).toList(), strays);
    }

    /** Those without a good answer. */
    public Stream<Request> failures() {
        return requests.stream().filter(request -> !request.good());
    }

    /** How many requests each of these backends answered, those with none included. */
    public Map<String, Long> answersByBackend(List<String> backends) {
        Map<String, Long> counts = new TreeMap<>();
        backends.forEach(backend -> counts.put(backend, 0L));
        for (var request : requests) {
            if (request.good() && !request.last().backend().isEmpty()) {
                counts.merge(request.last().backend(), 1L, Long::sum);
            }
        }
        return counts;
    }
}
