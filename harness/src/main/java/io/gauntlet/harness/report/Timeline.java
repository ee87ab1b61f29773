package io.gauntlet.harness.report;

import static java.util.Comparator.comparingInt;

import io.gauntlet.harness.judge.Percentile;
import io.gauntlet.harness.recording.Arrival;
import io.gauntlet.harness.recording.Attempt;
import io.gauntlet.harness.recording.Event;
import io.gauntlet.harness.recording.Ledger;
import io.gauntlet.harness.recording.Recording;
import io.gauntlet.harness.recording.Request;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToLongFunction;
import java.util.stream.LongStream;

/**
 * What happened in each second of a recording, or in each step of several seconds where the recording is long. Pure.
 *
 * <p>A request counts as offered, and its latency stands, at its intended start; it counts as achieved or failed, and
 * for its backend's share, at its end.
 *
 * @param step the length of a slice in seconds
 * @param backends all that were reached or answered
 * @param slices without gaps, from the first to the last second in which anything happened
 */
record Timeline(int step, List<String> backends, List<Slice> slices) {
    private static final long NANOS = 1_000_000_000L;

    /**
     * One step. Rates are requests a second.
     *
     * @param at its beginning, in seconds since the workload's start
     * @param achieved good answers
     * @param latency of requests with a good answer; empty where there was none
     * @param shares of the good answers whose backend is known, 0 to 1; empty where there was none
     */
    record Slice(
            long at,
            double offered,
            double achieved,
            double failed,
            Optional<Latency> latency,
            Map<String, Double> shares) {}

    /** In milliseconds from the intended start. */
    record Latency(double p50, double p95, double p99) {}

    Timeline {
        backends = List.copyOf(backends);
        slices = List.copyOf(slices);
    }

    /** In at most {@code most} slices of equal length. */
    static Timeline of(Recording recording, int most) {
        var requests = Ledger.of(recording).requests();
        if (requests.isEmpty()) {
            return new Timeline(1, List.of(), List.of());
        }
        long origin = origin(recording);
        ToLongFunction<Long> second = time -> Math.floorDiv(time - origin, NANOS);
        long first = Math.min(0, second.applyAsLong(requests.get(0).intended()));
        long last = requests.stream()
                .mapToLong(r -> second.applyAsLong(Math.max(r.intended(), r.ended())))
                .max()
                .orElse(0);
        long step = Math.floorDiv(last - first, most) + 1;
        List<Slot> slots = new ArrayList<>();
        for (long at = first; at <= last; at += step) {
            slots.add(new Slot());
        }
        for (var request : requests) {
            ToLongFunction<Long> place = time -> (second.applyAsLong(time) - first) / step;
            slots.get((int) place.applyAsLong(request.intended())).begun(request);
            if (request.ended() != Attempt.NEVER) {
                slots.get((int) Math.max(0, place.applyAsLong(request.ended()))).ended(request);
            }
        }
        List<Slice> slices = new ArrayList<>(slots.size());
        for (var slot : slots) {
            slices.add(slot.slice(first + slices.size() * step, (double) step));
        }
        return new Timeline((int) step, backends(recording), slices);
    }

    /** The workload's second 0; where nothing tells it, the first thing that was wanted or seen. */
    static long origin(Recording recording) {
        return recording
                .event("workload", "started")
                .map(Event::at)
                .orElseGet(() -> LongStream.concat(
                                recording.attempts().stream().mapToLong(Attempt::intended),
                                recording.events().stream().mapToLong(Event::at))
                        .min()
                        .orElse(0));
    }

    /** The known backends, {@code b2} before {@code b10}. */
    static List<String> backends(Recording recording) {
        var backends = new TreeSet<String>(comparingInt(String::length).thenComparing(Comparator.naturalOrder()));
        recording.attempts().stream()
                .map(Attempt::backend)
                .filter(id -> !id.isEmpty())
                .forEach(backends::add);
        recording.arrivals().stream()
                .filter(Arrival::request)
                .map(Arrival::backend)
                .forEach(backends::add);
        return List.copyOf(backends);
    }

    /** Gathers one slice. */
    private static final class Slot {
        private long offered;
        private long achieved;
        private long failed;
        private final List<Long> latencies = new ArrayList<>();
        private final Map<String, Long> answers = new TreeMap<>();

        void begun(Request request) {
            offered++;
            if (request.good()) {
                latencies.add(request.latencyNanos());
            }
        }

        void ended(Request request) {
            if (!request.good()) {
                failed++;
                return;
            }
            achieved++;
            if (!request.last().backend().isEmpty()) {
                answers.merge(request.last().backend(), 1L, Long::sum);
            }
        }

        Slice slice(long at, double step) {
            double known = answers.values().stream().mapToLong(Long::longValue).sum();
            Map<String, Double> shares = new TreeMap<>();
            answers.forEach((backend, count) -> shares.put(backend, count / known));
            return new Slice(at, offered / step, achieved / step, failed / step, latency(), shares);
        }

        private Optional<Latency> latency() {
            return latencies.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Latency(millis(0.5), millis(0.95), millis(0.99)));
        }

        private double millis(double quantile) {
            return Percentile.millis(quantile, latencies.stream().mapToLong(Long::longValue));
        }
    }
}
