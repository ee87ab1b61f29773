package io.gauntlet.simulations.plan;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The keys of one JSON object, read with ranges, remembering which were read so that the others can be refused. */
final class Keys {
    private final String at;
    private final JsonNode node;
    private final Set<String> read = new HashSet<>();

    private Keys(String at, JsonNode node) {
        this.at = at;
        this.node = node;
    }

    /** The keys of the plan itself are named without a prefix. */
    static Keys of(String what, @Nullable JsonNode node) {
        if (node == null || !node.isObject()) {
            throw BadPlanException.of(what, node == null ? "absent" : node, "an object");
        }
        return new Keys("", node);
    }

    String path(String key) {
        return at.isEmpty() ? key : at + "." + key;
    }

    private @Nullable JsonNode value(String key) {
        read.add(key);
        JsonNode value = node.get(key);
        return value == null || value.isNull() ? null : value;
    }

    private JsonNode needed(String key, String expected) {
        JsonNode value = value(key);
        if (value == null) {
            throw BadPlanException.of(path(key), "absent", expected);
        }
        return value;
    }

    String text(String key) {
        JsonNode value = needed(key, "a text");
        if (!value.isTextual() || value.textValue().isBlank()) {
            throw BadPlanException.of(path(key), value, "a text");
        }
        return value.textValue();
    }

    /** Whether the key is there and not null. */
    boolean has(String key) {
        return value(key) != null;
    }

    /** A list of at least one text. */
    List<String> texts(String key, int max) {
        String expected = "a list of 1 to " + max + " texts";
        JsonNode value = needed(key, expected);
        if (!value.isArray()) {
            throw BadPlanException.of(path(key), value, expected);
        }
        if (value.isEmpty() || value.size() > max) {
            throw BadPlanException.of(path(key), value.size() + " texts", expected);
        }
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < value.size(); i++) {
            JsonNode item = value.get(i);
            if (!item.isTextual() || item.textValue().isBlank()) {
                throw BadPlanException.of(path(key) + "[" + i + "]", item, "a text");
            }
            texts.add(item.textValue());
        }
        return texts;
    }

    @Nullable String textOrNull(String key) {
        return value(key) == null ? null : text(key);
    }

    String textOr(String key, String fallback) {
        return value(key) == null ? fallback : text(key);
    }

    /** A text that can stand in a file name, a header and an id. */
    String name(String key) {
        String text = text(key);
        if (!text.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,99}")) {
            throw BadPlanException.of(path(key), text, "letters, digits, '.', '_', '-'");
        }
        return text;
    }

    double number(String key, double min, double max) {
        String expected = min == 0 ? ">= 0" : "at least " + min;
        JsonNode value = needed(key, expected);
        if (!value.isNumber() || value.doubleValue() < min) {
            throw BadPlanException.of(path(key), value, expected);
        }
        if (value.doubleValue() > max) {
            throw BadPlanException.of(path(key), value, "at most " + (long) max);
        }
        return value.doubleValue();
    }

    double positiveOr(String key, double fallback) {
        JsonNode value = value(key);
        if (value == null) {
            return fallback;
        }
        if (!value.isNumber() || !(value.doubleValue() > 0)) {
            throw BadPlanException.of(path(key), value, "> 0");
        }
        return value.doubleValue();
    }

    int whole(String key, int min, int max) {
        String expected = "a whole number from " + min + " to " + max;
        JsonNode value = needed(key, expected);
        boolean whole = value.isNumber() && value.doubleValue() == Math.rint(value.doubleValue());
        if (!whole || value.doubleValue() < min || value.doubleValue() > max) {
            throw BadPlanException.of(path(key), value, expected);
        }
        return value.intValue();
    }

    int wholeOr(String key, int fallback, int min, int max) {
        return value(key) == null ? fallback : whole(key, min, max);
    }

    long longOr(String key, long fallback) {
        JsonNode value = value(key);
        if (value == null) {
            return fallback;
        }
        if (!value.canConvertToLong() || !value.isIntegralNumber()) {
            throw BadPlanException.of(path(key), value, "a whole number");
        }
        return value.longValue();
    }

    List<Keys> list(String key) {
        JsonNode value = needed(key, "a list of at least one object");
        if (!value.isArray() || value.isEmpty()) {
            throw BadPlanException.of(path(key), value, "a list of at least one object");
        }
        List<Keys> items = new ArrayList<>();
        for (int i = 0; i < value.size(); i++) {
            String item = path(key) + "[" + i + "]";
            if (!value.get(i).isObject()) {
                throw BadPlanException.of(item, value.get(i), "an object");
            }
            items.add(new Keys(item, value.get(i)));
        }
        return items;
    }

    void refuseUnknown() {
        for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!read.contains(name)) {
                throw BadPlanException.of(path(name), node.get(name), "no such key");
            }
        }
    }
}
