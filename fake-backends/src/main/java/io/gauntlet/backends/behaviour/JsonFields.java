package io.gauntlet.backends.behaviour;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object read strictly: no unknown or doubled key, no value of another type. Each value is asked for once, then
 * {@link #nothingElse()} is called. Not thread-safe.
 */
public final class JsonFields {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}");
    private static final Pattern VISIBLE = Pattern.compile("[\\x20-\\x7e]{0,1000}");

    private final JsonNode object;
    private final String prefix;
    private final Set<String> known = new LinkedHashSet<>();

    private JsonFields(JsonNode object, String prefix) {
        this.object = object;
        this.prefix = prefix;
    }

    /** The object in these bytes (UTF-8). */
    public static JsonFields parse(byte[] json) {
        JsonNode node;
        try {
            node = MAPPER.readTree(new String(json, StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            throw new InvalidValueException("body: not JSON: " + oneLine(e));
        }
        if (!node.isObject()) {
            throw new InvalidValueException("body: %s (expected: a JSON object)".formatted(shown(node)));
        }
        return new JsonFields(node, "");
    }

    /** The mapping in these bytes (UTF-8). */
    static JsonFields parseYaml(byte[] yaml) {
        try {
            YAMLMapper mapper = YAMLMapper.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build();
            JsonNode node = mapper.readTree(new String(yaml, StandardCharsets.UTF_8));
            if (node.isObject()) {
                return new JsonFields(node, "");
            }
            throw new InvalidValueException("%s (expected: a mapping)".formatted(shown(node)));
        } catch (JsonProcessingException e) {
            throw new InvalidValueException("not YAML: " + oneLine(e));
        }
    }

    private static String oneLine(JsonProcessingException e) {
        return e.getOriginalMessage().replaceAll("\\s+", " ");
    }

    List<String> keys() {
        List<String> keys = new ArrayList<>();
        object.fieldNames().forEachRemaining(keys::add);
        return keys;
    }

    /** An integer in the range; the default, which may be none, when it is absent. */
    public long integer(String key, @Nullable Long absent, long min, long max) {
        JsonNode node = value(key);
        if (node == null) {
            if (absent == null) {
                throw new InvalidValueException(
                        "%s: missing (expected: an integer from %d to %d)".formatted(prefix + key, min, max));
            }
            return absent;
        }
        if (!node.isIntegralNumber() || !node.canConvertToLong() || node.longValue() < min || node.longValue() > max) {
            throw InvalidValueException.outOfRange(prefix + key, shown(node), min, max);
        }
        return node.longValue();
    }

    /** A small integer in the range; the default when it is absent. */
    int count(String key, int absent, int min, int max) {
        return (int) integer(key, (long) absent, min, max);
    }

    /** A number in the range; the default when it is absent. */
    double number(String key, double absent, double min, double max) {
        JsonNode node = value(key);
        if (node == null) {
            return absent;
        }
        if (!node.isNumber() || !(node.doubleValue() >= min && node.doubleValue() <= max)) {
            throw InvalidValueException.outOfRange(prefix + key, shown(node), min, max);
        }
        return node.doubleValue();
    }

    /** A string that must be there. */
    public String text(String key, String expectation) {
        JsonNode node = value(key);
        if (node == null || !node.isTextual()) {
            throw new InvalidValueException("%s: %s (expected: %s)"
                    .formatted(prefix + key, node == null ? "missing" : shown(node), expectation));
        }
        return node.textValue();
    }

    /** Whether the key is there. */
    boolean has(String key) {
        return value(key) != null;
    }

    boolean truth(String key, boolean absent) {
        JsonNode node = value(key);
        if (node == null) {
            return absent;
        }
        if (!node.isBoolean()) {
            throw new InvalidValueException("%s: %s (expected: true or false)".formatted(prefix + key, shown(node)));
        }
        return node.booleanValue();
    }

    /** One of the words, of which the first is the default. */
    String word(String key, List<String> words) {
        JsonNode node = value(key);
        if (node == null) {
            return words.get(0);
        }
        if (!node.isTextual() || !words.contains(node.textValue())) {
            throw new InvalidValueException(
                    "%s: %s (expected one of: %s)".formatted(prefix + key, shown(node), String.join(", ", words)));
        }
        return node.textValue();
    }

    /** The object of this key, empty when it is absent. */
    JsonFields object(String key) {
        JsonNode node = value(key);
        if (node != null && !node.isObject()) {
            throw new InvalidValueException("%s: %s (expected: an object)".formatted(prefix + key, shown(node)));
        }
        return new JsonFields(node == null ? MAPPER.createObjectNode() : node, prefix + key + ".");
    }

    /** The objects in the array of this key, none when it is absent. */
    List<JsonFields> objects(String key, int most) {
        List<JsonFields> objects = new ArrayList<>();
        for (JsonNode node : array(key, most, "objects")) {
            String name = "%s%s[%d]".formatted(prefix, key, objects.size());
            if (!node.isObject()) {
                throw new InvalidValueException("%s: %s (expected: an object)".formatted(name, shown(node)));
            }
            objects.add(new JsonFields(node, name + "."));
        }
        return objects;
    }

    /** The integers in the array of this key, none when it is absent. */
    List<Long> integers(String key, int most, long min, long max) {
        List<Long> integers = new ArrayList<>();
        for (JsonNode node : array(key, most, "integers")) {
            String name = "%s%s[%d]".formatted(prefix, key, integers.size());
            if (!node.isIntegralNumber() || node.longValue() < min || node.longValue() > max) {
                throw InvalidValueException.outOfRange(name, shown(node), min, max);
            }
            integers.add(node.longValue());
        }
        return integers;
    }

    private JsonNode array(String key, int most, String what) {
        JsonNode node = value(key);
        if (node == null) {
            return MAPPER.createArrayNode();
        }
        if (!node.isArray() || node.size() > most) {
            throw new InvalidValueException(
                    "%s: %s (expected: an array of at most %d %s)".formatted(prefix + key, shown(node), most, what));
        }
        return node;
    }

    /** The header fields in the object of this key: tokens with visible values. */
    Map<String, String> texts(String key) {
        Map<String, String> texts = new LinkedHashMap<>();
        JsonFields fields = object(key);
        for (Map.Entry<String, JsonNode> field : fields.object.properties()) {
            String value = fields.text(field.getKey(), "a text");
            if (!TOKEN.matcher(field.getKey()).matches()
                    || !VISIBLE.matcher(value).matches()) {
                throw new InvalidValueException("%s: %s (expected: a header field)"
                        .formatted(fields.prefix + field.getKey(), shown(field.getValue())));
            }
            texts.put(field.getKey(), value);
        }
        return texts;
    }

    /** Refuses every key that was not asked for. */
    public void nothingElse() {
        List<String> unknown = new ArrayList<>();
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            if (!known.contains(field.getKey())) {
                unknown.add("%s: unknown key with value %s (expected one of: %s)"
                        .formatted(prefix + field.getKey(), shown(field.getValue()), String.join(", ", known)));
            }
        }
        if (!unknown.isEmpty()) {
            throw new InvalidValueException(unknown.get(0));
        }
    }

    private @Nullable JsonNode value(String key) {
        known.add(key);
        return object.get(key);
    }

    private static String shown(JsonNode node) {
        String text = node.toString();
        return text.length() <= 60 ? text : text.substring(0, 60) + "...";
    }
}
