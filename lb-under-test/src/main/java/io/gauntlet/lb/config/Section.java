package io.gauntlet.lb.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
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

    private final String path;
    private final KeyLog log;
    private boolean free;

    private Section(Place place, Map<String, Node.Entry> entries, String path, KeyLog log) {
        this.place = place;
        this.entries = entries;
        this.path = path;
        this.log = log;
    }

    /** The whole of a file. */
    static Section of(Node node, String what) {
        return of(node, what, KeyLog.NONE);
    }

    /** The whole of a file, of whose keys the log is told. */
    static Section of(Node node, String what, KeyLog log) {
        return of(node, what, "", log);
    }

    private static Section of(Node node, String what, String path, KeyLog log) {
        if (node instanceof Node.Mapping mapping) {
            return new Section(mapping.place(), mapping.entries(), path, log);
        }
        throw node.place().error(what + ": " + node.kind() + " (expected: keys with values)");
    }

    /** One item of the list that this key holds. */
    Section item(String key, Node node, String what) {
        return of(node, what, path + key + "[].", log);
    }

    private void tell(String key, String type, @Nullable Object otherwise) {
        Node.Entry entry = entries.get(key);
        log.asked(new KeyLog.Asked(path + (free ? "*" : key), type, otherwise, entry == null ? null : entry.value()));
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
        tell(key, "", null);
        return entries.containsKey(key);
    }

    /** The keys that are there, for a mapping whose keys are free. */
    Set<String> names() {
        free = true;
        return Collections.unmodifiableSet(entries.keySet());
    }

    String text(String key) {
        return required(key, optional(key, "text", text -> text));
    }

    String text(String key, String otherwise) {
        return value(key, otherwise, "text", text -> text);
    }

    Duration duration(String key, Duration otherwise) {
        Duration duration = durationOrNone(key, otherwise);
        if (duration.isZero()) {
            throw place(key).error(key + ": 0 (expected: more than nothing)");
        }
        return duration;
    }

    /** Like {@link #duration}, but it may be no time at all. */
    Duration durationOrNone(String key, Duration otherwise) {
        return value(key, otherwise, "time", Quantity::duration);
    }

    double share(String key, double otherwise) {
        tell(key, "percentage", Math.round(otherwise * 100) + "%");
        return scalar(key, Quantity::share).orElse(otherwise);
    }

    int integer(String key, int otherwise, int min, int max) {
        tell(key, between("whole number", min, max), otherwise);
        return integer(key, min, max).orElse(otherwise);
    }

    /** A number that may be missing. */
    OptionalInt optionalInteger(String key, int min, int max) {
        tell(key, between("whole number", min, max), null);
        return integer(key, min, max);
    }

    private OptionalInt integer(String key, int min, int max) {
        Optional<Integer> given = scalar(key, Integer::parseInt);
        if (given.isEmpty()) {
            return OptionalInt.empty();
        }
        int number = given.get();
        if (number < min || number > max) {
            throw place(key).error(key + ": " + number + " (expected: " + min + " to " + max + ")");
        }
        return OptionalInt.of(number);
    }

    private static String between(String what, Object min, Object max) {
        return what + ", " + min + " to " + max;
    }

    /** A number such as 2 or 1.5. */
    double factor(String key, double otherwise, double min, double max) {
        double number = value(key, otherwise, between("number", min, max), Quantity::factor);
        if (number < min || number > max) {
            throw place(key).error(key + ": " + number + " (expected: " + min + " to " + max + ")");
        }
        return number;
    }

    Address address(String key) {
        return required(key, optional(key, "host:port", Address::parse));
    }

    <E> E choice(String key, E otherwise, Map<String, E> choices) {
        tell(key, "one of " + names(choices.keySet()), nameOf(otherwise, choices));
        Optional<String> name = scalar(key, text -> text);
        if (name.isEmpty()) {
            return otherwise;
        }
        return choose(key, name.get(), place(key), choices);
    }

    /** A list of some of the choices. */
    <E> Set<E> choices(String key, Set<E> otherwise, Map<String, E> choices) {
        List<String> standard =
                otherwise.stream().map(each -> nameOf(each, choices)).sorted().toList();
        List<Node> items = items(key, "list of " + names(choices.keySet()), standard);
        if (!has(key)) {
            return otherwise;
        }
        Set<E> chosen = new HashSet<>();
        for (Node node : items) {
            if (!(node instanceof Node.Scalar scalar)) {
                throw node.place().error(key + ": " + node.kind() + " (expected: a list of names)");
            }
            chosen.add(choose(key, scalar.text(), node.place(), choices));
        }
        return chosen;
    }

    private static String names(Collection<String> names) {
        return String.join(", ", new TreeSet<>(names));
    }

    private static <E> String nameOf(E value, Map<String, E> choices) {
        return choices.entrySet().stream()
                .filter(entry -> entry.getValue().equals(value))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse("");
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
        return section(key, "section");
    }

    private Section section(String key, String type) {
        known.add(key);
        tell(key, type, null);
        Node.Entry entry = entries.get(key);
        String inner = path + (free ? "*" : key) + ".";
        return entry == null
                ? new Section(place, new LinkedHashMap<>(), inner, log)
                : of(entry.value(), key, inner, log);
    }

    /** Like {@link #section}, of something that is there by default; none where {@code off} stands in its place. */
    Optional<Section> sectionUnlessOff(String key) {
        Node.Entry entry = entries.get(key);
        if (entry == null || !(entry.value() instanceof Node.Scalar scalar)) {
            return Optional.of(section(key, "section, or off"));
        }
        if (!scalar.text().equals("off")) {
            throw scalar.place().error(key + ": '" + scalar.text() + "' (expected: keys with values, or off)");
        }
        known.add(key);
        return Optional.empty();
    }

    List<Node> list(String key) {
        return items(key, "list", null);
    }

    /**
     * The items of a list; none of an absent one.
     *
     * @param otherwise what an absent one stands for, for people
     */
    List<Node> items(String key, String type, @Nullable Object otherwise) {
        tell(key, type, otherwise);
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
            try (Section section = item(key, node, what)) {
                items.add(reader.apply(section));
            }
        }
        return items;
    }

    /**
     * A value that may be missing.
     *
     * @param type what may stand there, for people
     */
    <E> Optional<E> optional(String key, String type, Function<String, E> reader) {
        tell(key, type, null);
        return scalar(key, reader);
    }

    /** A value that is another one when it is missing. */
    <E> E value(String key, E otherwise, String type, Function<String, E> reader) {
        tell(key, type, otherwise);
        return scalar(key, reader).orElse(otherwise);
    }

    private <E> Optional<E> scalar(String key, Function<String, E> reader) {
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
