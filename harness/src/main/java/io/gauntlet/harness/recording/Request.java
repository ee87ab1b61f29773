package io.gauntlet.harness.recording;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One request, joined: what the client saw of it and where it arrived.
 *
 * @param attempts the client's, in order; at least one
 * @param arrivals at backends, in the order of receipt; empty where none was reached
 */
public record Request(String id, List<Attempt> attempts, List<Arrival> arrivals) {
    private static final Set<String> IDEMPOTENT = Set.of("GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE");

    /** The attempt that told the client how it ended. */
    public Attempt last() {
        return attempts.get(attempts.size() - 1);
    }

    /** Has a full, expected, undamaged answer. */
    public boolean good() {
        return last().good();
    }

    /** When the client wanted it, in nanoseconds since the run's zero. */
    public long intended() {
        return attempts.get(0).intended();
    }

    /** When it was first handed to the HTTP client, in nanoseconds since the run's zero. */
    public long sent() {
        return attempts.get(0).sent();
    }

    /** When its last attempt ended, in nanoseconds since the run's zero. */
    public long ended() {
        return last().ended();
    }

    /** From the intended start to the end. */
    public long latencyNanos() {
        return ended() - intended();
    }

    /** It arrived at this backend, there or elsewhere answered or not. */
    public boolean reached(String backend) {
        return arrivals.stream().anyMatch(arrival -> arrival.backend().equals(backend));
    }

    /** May be executed twice without harm (RFC 9110, section 9.2.2). */
    public boolean idempotent() {
        return IDEMPOTENT.contains(last().method());
    }

    /** The balancer brought one attempt of the client to backends that read it more than once. */
    public boolean repeatedByBalancer() {
        return arrivals.stream()
                .filter(arrival -> arrival.end() != Arrival.End.UNREAD)
                .collect(Collectors.groupingBy(Arrival::attempt, Collectors.counting()))
                .values()
                .stream()
                .anyMatch(count -> count > 1);
    }

    /** A full answer came, and yet no backend has the request in its journal. */
    public boolean answeredByNobody() {
        return last().outcome() == Outcome.ANSWERED && arrivals.isEmpty();
    }
}
