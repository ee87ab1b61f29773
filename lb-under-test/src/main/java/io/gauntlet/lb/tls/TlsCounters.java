package io.gauntlet.lb.tls;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** How handshakes ended, and what became of new certificates. Thread-safe. */
public final class TlsCounters {
    private final Map<Count, LongAdder> handshakes = new ConcurrentHashMap<>();
    private final Map<Count, LongAdder> failures = new ConcurrentHashMap<>();
    private final Map<Count, LongAdder> rotations = new ConcurrentHashMap<>();

    /**
     * What was counted.
     *
     * @param what such as a version of TLS or the label of a {@link Failure}
     */
    public record Count(Whose whose, String what) implements Comparable<Count> {
        @Override
        public int compareTo(Count other) {
            int first = whose.compareTo(other.whose);
            return first == 0 ? what.compareTo(other.what) : first;
        }
    }

    void handshake(Whose whose, String version) {
        add(handshakes, whose, version);
    }

    void failure(Whose whose, Failure failure) {
        add(failures, whose, failure.label());
    }

    void rotation(Whose whose, boolean good) {
        add(rotations, whose, good ? "taken" : "refused");
    }

    private static void add(Map<Count, LongAdder> counts, Whose whose, String what) {
        counts.computeIfAbsent(new Count(whose, what), unused -> new LongAdder())
                .increment();
    }

    /** Handshakes that came about, by version. */
    public Map<Count, Long> handshakes() {
        return sums(handshakes);
    }

    /** Handshakes that did not, by class of reason. */
    public Map<Count, Long> failures() {
        return sums(failures);
    }

    /** Changes of certificates' files, by whether they were {@code taken} or {@code refused}. */
    public Map<Count, Long> rotations() {
        return sums(rotations);
    }

    private static Map<Count, Long> sums(Map<Count, LongAdder> counts) {
        Map<Count, Long> sums = new TreeMap<>();
        counts.forEach((count, sum) -> sums.put(count, sum.sum()));
        return sums;
    }
}
