package io.gauntlet.harness.recording;

import java.util.List;
import java.util.Optional;

/**
 * All that one experiment left: immutable, and all that a judge may look at.
 *
 * @param attempts in the order of their ends
 * @param arrivals at all backends, health probes too, in the order of receipt
 * @param events in the order of time
 */
public record Recording(List<Attempt> attempts, List<Arrival> arrivals, List<Event> events) {

    public Recording {
        attempts = List.copyOf(attempts);
        arrivals = List.copyOf(arrivals);
        events = List.copyOf(events);
    }

    /** The first event of this name at this subject. */
    public Optional<Event> event(String subject, String event) {
        return events.stream()
                .filter(e -> e.subject().equals(subject) && e.event().equals(event))
                .findFirst();
    }

    /** The health probes that arrived at a backend, in the order of receipt. */
    public List<Arrival> probes(String backend) {
        return arrivals.stream()
                .filter(arrival -> !arrival.request() && arrival.backend().equals(backend))
                .toList();
    }

    /** Whether the target has probes of its own. */
    public boolean probed() {
        return arrivals.stream().anyMatch(arrival -> !arrival.request());
    }

    /**
     * When an action was asked for and when it was acknowledged.
     *
     * @throws MissingEventException when the recording stops before it
     */
    public Mark mark(String subject, String action) {
        return new Mark(
                required(subject, action + Mark.ASKED).at(),
                required(subject, action + Mark.DONE).at());
    }

    /**
     * From when one action was in force until another was asked for.
     *
     * @throws MissingEventException when the recording stops before it
     */
    public Window between(String subject, String action, String end) {
        return new Window(mark(subject, action).done(), mark(subject, end).asked());
    }

    private Event required(String subject, String event) {
        return event(subject, event).orElseThrow(() -> new MissingEventException(subject, event));
    }

    /** The workload's second 0, in nanoseconds since the run's zero. */
    public long start() {
        return required("workload", "started").at();
    }

    /** When the last arrival was scheduled to be over, in nanoseconds since the run's zero. */
    public long end() {
        return required("workload", "finished").at();
    }
}
