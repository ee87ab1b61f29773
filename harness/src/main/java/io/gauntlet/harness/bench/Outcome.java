package io.gauntlet.harness.bench;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All that was measured. Not thread-safe. */
final class Outcome {
    /** The way without a balancer, among the names. */
    static final String DIRECT = "direct";

    private final String reference;
    private final Map<Measure, Map<String, List<Pair>>> pairs = new EnumMap<>(Measure.class);
    private final Map<Measure, Map<String, List<Map<Kind, Double>>>> alone = new EnumMap<>(Measure.class);
    private final Map<Measure, Map<String, Integer>> dropped = new EnumMap<>(Measure.class);
    private final List<String> notes = new ArrayList<>();

    Outcome(String reference) {
        this.reference = reference;
    }

    /** With whom all are compared. */
    String reference() {
        return reference;
    }

    void keep(Measure measure, String name, Pair pair) {
        of(pairs, measure).computeIfAbsent(name, absent -> new ArrayList<>()).add(pair);
    }

    void drop(Measure measure, String name) {
        dropped.computeIfAbsent(measure, absent -> new LinkedHashMap<>()).merge(name, 1, Integer::sum);
    }

    /** A slice that no ratio is made of: the reference's own, or one without a balancer. */
    void alone(Measure measure, String name, Map<Kind, Double> reading) {
        of(alone, measure).computeIfAbsent(name, absent -> new ArrayList<>()).add(reading);
    }

    /** Something that whoever reads the figures must know. */
    void note(String text) {
        if (!notes.contains(text)) {
            notes.add(text);
        }
    }

    List<String> notes() {
        return notes;
    }

    int kept(Measure measure, String name) {
        return pairs(measure, name).size();
    }

    int dropped(Measure measure, String name) {
        return dropped.getOrDefault(measure, Map.of()).getOrDefault(name, 0);
    }

    /** A balancer's own values. */
    Spread values(Measure measure, String name, Kind kind) {
        var readings = new ArrayList<>(alone.getOrDefault(measure, Map.of()).getOrDefault(name, List.of()));
        pairs(measure, name).forEach(pair -> readings.add(pair.candidate()));
        return Spread.of(
                readings.stream().map(reading -> Pair.value(reading, kind)).toList());
    }

    /** Its values in relation to the reference's, pair by pair. */
    Spread ratios(Measure measure, String name, Kind kind) {
        return Spread.of(
                pairs(measure, name).stream().map(pair -> pair.ratio(kind)).toList());
    }

    private List<Pair> pairs(Measure measure, String name) {
        return pairs.getOrDefault(measure, Map.of()).getOrDefault(name, List.of());
    }

    /** The same slices tell of both. */
    void copy(Measure from, Measure to) {
        alone.put(to, of(alone, from));
        pairs.put(to, of(pairs, from));
        dropped.put(to, dropped.getOrDefault(from, Map.of()));
    }

    private static <T> Map<String, List<T>> of(Map<Measure, Map<String, List<T>>> all, Measure measure) {
        return all.computeIfAbsent(measure, absent -> new LinkedHashMap<>());
    }
}
