package io.gauntlet.lb.config;

import java.util.List;

/** What is done to the header fields of a message, in this order. */
public record FieldChanges(List<String> remove, List<Field> set, List<Field> add) {
    /** Nothing. */
    public static final FieldChanges NONE = new FieldChanges(List.of(), List.of(), List.of());

    public FieldChanges {
        remove = List.copyOf(remove);
        set = List.copyOf(set);
        add = List.copyOf(add);
    }

    /** One line. */
    public record Field(String name, String value) {}
}
