package io.gauntlet.lb.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The keys of one mapping, read one by one.
 *
 * <p>What was asked for is what is known, so {@link #close()} can tell a misspelt key and the one that was meant.
 */
final class Section implements AutoCloseable {
    private final Place place;
    private final Map<String, Node.Entry> entries;
    private final Set<String> known = new TreeSet<>();

    private Section(Place place, Map<String, Node.Entry> entries) {
        this.place = place;
        this.entries = entries;
    }

    static Section of(Node node, String what) {
        if (node instanceof Node.Mapping mapping) {
            return new Section(mapping.place(), mapping.entries());
        }
        throw node.place().error(what + ": " + node.kind() + " (expected: keys with values)");
    }

    Place place() {
        return place;
    }

    /** The place of a key's value, or of the section when the key is absent. */
    Place place(String key) {
        Node.Entry entry = entries.get(key);
        return entry == null ? place : entry.value().place();
    }

    boolean has(String key) {
        known.add(key);
        return entries.containsKey(key);
    }

    /** The keys that are there, for a mapping whose keys are free. */
    Set<String> names() {
        return Collections.unmodifiableSet(entries.keySet());
    }

    String text(String key) {
        return required(key, optional(key, text -> text));
    }

    String text(String key, String otherwise) {
        return optional(key, text -> text).orElse(otherwise);
    }

    Duration duration(String key, Duration otherwise) {
        Duration duration = optional(key, Quantity::duration).orElse(otherwise);
        if (duration.isZero()) {
            throw place(key).error(key + ": 0 (expected: more than nothing)");
        }
        return duration;
    }

    double share(String key, double otherwise) {
        return optional(key, Quantity::share).orElse(otherwise);
    }

    int integer(String key, int otherwise, int min, int max) {
        int number = optional(key, Integer::parseInt).orElse(otherwise);
        if (number < min || number > max) {
            throw place(key).error(key + ": " + number + " (expected: " + min + " to " + max + ")");
        }
        return number;
    }

    /** A number such as 2 or 1.5. */
    double factor(String key, double otherwise, double min, double max) {
        double number = optional(key, Quantity::factor).orElse(otherwise);
        if (number < min || number > max) {
            throw place(key).error(key + ": " + number + " (expected: " + min + " to " + max + ")");
        }
        return number;
    }

    Address address(String key) {
        return required(key, optional(key, Address::parse));
    }

    <E> E choice(String key, E otherwise, Map<String, E> choices) {
        Optional<String> name = optional(key, text -> text);
        if (name.isEmpty()) {
            return otherwise;
        }
        return choose(key, name.get(), place(key), choices);
    }

    /** A list of some of the choices. */
    <E> Set<E> choices(String key, Set<E> otherwise, Map<String, E> choices) {
        if (!has(key)) {
            return otherwise;
        }
        Set<E> chosen = new HashSet<>();
        for (Node node : list(key)) {
            if (!(node instanceof Node.Scalar scalar)) {
                throw node.place().error(key + ": " + node.kind() + " (expected: a list of names)");
            }
            chosen.add(choose(key, scalar.text(), node.place(), choices));
        }
        return chosen;
    }

    private static <E> E choose(String key, String name, Place at, Map<String, E> choices) {
        E choice = choices.get(name);
        if (choice == null) {
            throw at.error(key + ": '" + name + "' (expected: " + String.join(", ", new TreeSet<>(choices.keySet()))
                    + hint(name, choices.keySet()) + ")");
        }
        return choice;
    }

    /** The value of a key that holds a mapping; an absent one reads as empty. */
    Section section(String key) {
        known.add(key);
        Node.Entry entry = entries.get(key);
        return entry == null ? new Section(place, new LinkedHashMap<>()) : of(entry.value(), key);
    }

    List<Node> list(String key) {
        known.add(key);
        Node.Entry entry = entries.get(key);
        if (entry == null) {
            return List.of();
        }
        if (entry.value() instanceof Node.Sequence sequence) {
            return sequence.items();
        }
        throw entry.value().place().error(key + ": " + entry.value().kind() + " (expected: a list)");
    }

    <E> List<E> list(String key, String what, Function<Section, E> reader) {
        List<E> items = new ArrayList<>();
        for (Node node : list(key)) {
            try (Section section = of(node, what)) {
                items.add(reader.apply(section));
            }
        }
        return items;
    }

    <E> Optional<E> optional(String key, Function<String, E> reader) {
        known.add(key);
        Node.Entry entry = entries.get(key);
        if (entry == null) {
            return Optional.empty();
        }
        if (!(entry.value() instanceof Node.Scalar scalar)) {
            throw entry.value().place().error(key + ": " + entry.value().kind() + " (expected: one value)");
        }
        try {
            return Optional.of(reader.apply(scalar.text()));
        } catch (NumberFormatException e) {
            throw scalar.place().error(key + ": '" + scalar.text() + "' (expected: a whole number)");
        } catch (IllegalArgumentException e) {
            throw scalar.place().error(key + ": " + e.getMessage());
        }
    }

    private <E> E required(String key, Optional<E> value) {
        return value.orElseThrow(() -> missing(key));
    }

    /** A missing key is most often a misspelt one, which is the better thing to point at. */
    ConfigException missing(String key) {
        if (entries.containsKey(key)) {
            return place(key).error(key + ": nothing (expected: at least one)");
        }
        Set<String> others = new TreeSet<>(entries.keySet());
        others.removeAll(known);
        @Nullable String misspelt = Spelling.nearest(key, others);
        Node.Entry entry = misspelt == null ? null : entries.get(misspelt);
        return entry == null
                ? place.error("'" + key + "' is missing")
                : entry.keyPlace().error("unknown key '" + misspelt + "' (did you mean '" + key + "'?)");
    }

    /** Every key must have been asked for by now. */
    @Override
    public void close() {
        for (Map.Entry<String, Node.Entry> entry : entries.entrySet()) {
            if (!known.contains(entry.getKey())) {
                throw entry.getValue()
                        .keyPlace()
                        .error("unknown key '" + entry.getKey() + "' (known here: " + String.join(", ", known)
                                + hint(entry.getKey(), known) + ")");
            }
        }
    }

    private static String hint(String wrong, Set<String> known) {
        @Nullable String nearest = Spelling.nearest(wrong, known);
        return nearest == null ? "" : "; did you mean '" + nearest + "'?";
    }
}
