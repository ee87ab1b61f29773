package io.gauntlet.faultproxy.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gauntlet.faultproxy.link.NamedToxic;
import io.gauntlet.faultproxy.link.Schedule;
import io.gauntlet.faultproxy.toxic.Attribute;
import io.gauntlet.faultproxy.toxic.InvalidToxicException;
import io.gauntlet.faultproxy.toxic.Toxic;
import io.gauntlet.faultproxy.toxic.ToxicType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The attributes of a toxic in a request, and toxics written as JSON.
 *
 * @param body of the request
 * @param strict whether a schedule is refused
 */
record AttributesJson(Body body, boolean strict) {

    private static final String ON = "on_ms";
    private static final String OFF = "off_ms";

    /** Runs what may refuse a value, and turns the refusal into the API's. */
    static <T> T checked(Supplier<T> values) {
        try {
            return values.get();
        } catch (InvalidToxicException invalid) {
            throw ApiException.badBody(String.valueOf(invalid.getMessage()));
        }
    }

    /** A new toxic of that type. */
    Toxic toxic(ToxicType type) {
        return toxic(type, Map.of());
    }

    /** The toxic with those attributes changed that are given. */
    Toxic toxic(Toxic old) {
        var type = ToxicType.of(old);
        return toxic(type, type.values(old));
    }

    private Toxic toxic(ToxicType type, Map<String, Object> otherwise) {
        var values = new HashMap<>(otherwise);
        for (var attribute : type.attributes()) {
            var node = field(attribute.name());
            if (node != null) {
                values.put(attribute.name(), value(type, attribute, node));
            }
        }
        return type.create(values);
    }

    private @Nullable JsonNode field(String name) {
        var attributes = body.field("attributes");
        var node = attributes == null ? null : attributes.get(name);
        return node == null || node.isNull() ? null : node;
    }

    private static Object value(ToxicType type, Attribute attribute, JsonNode node) {
        boolean fits = switch (attribute.kind()) {
            case WHOLE -> node.isIntegralNumber() && node.canConvertToLong();
            case SMALL -> node.isIntegralNumber() && node.canConvertToInt();
            case DECIMAL -> node.isNumber() && !Double.isInfinite(node.doubleValue());
            case FLAG -> node.isBoolean();
            case TEXT -> node.isTextual();
        };
        if (!fits) {
            var field = type.recordName() + "Toxic.attributes." + attribute.name();
            throw Body.mismatch(node, field, attribute.kind().goName());
        }
        return switch (attribute.kind()) {
            case WHOLE, SMALL, DECIMAL -> node.numberValue();
            case FLAG -> node.booleanValue();
            case TEXT -> node.textValue();
        };
    }

    /** The schedule of a new toxic. */
    Schedule schedule() {
        return schedule(Schedule.ALWAYS);
    }

    /** The schedule changed as far as it is given; a change begins anew. */
    Schedule schedule(Schedule old) {
        var on = field(ON);
        var off = field(OFF);
        if (on == null && off == null) {
            return old;
        }
        if (strict) {
            throw ApiException.bad(ON + " and " + OFF + " are an extension, and strict mode is on");
        }
        return Schedule.startingNow(
                on == null ? old.onMillis() : millis(ON, on), off == null ? old.offMillis() : millis(OFF, off));
    }

    private static long millis(String name, JsonNode node) {
        if (!node.isIntegralNumber() || !node.canConvertToLong()) {
            throw Body.mismatch(node, "Schedule.attributes." + name, "int64");
        }
        return node.longValue();
    }

    static JsonNode of(List<NamedToxic> toxics) {
        var array = JsonNodeFactory.instance.arrayNode();
        toxics.forEach(toxic -> array.add(of(toxic)));
        return array;
    }

    static ObjectNode of(NamedToxic named) {
        var type = ToxicType.of(named.toxic());
        var node = JsonNodeFactory.instance.objectNode();
        var attributes = node.putObject("attributes");
        type.values(named.toxic()).forEach((name, value) -> put(attributes, name, value));
        if (!named.schedule().always()) {
            attributes.put(ON, named.schedule().onMillis());
            attributes.put(OFF, named.schedule().offMillis());
        }
        node.put("name", named.name())
                .put("type", type.name())
                .put("stream", named.stream().text());
        put(node, "toxicity", named.toxicity());
        return node;
    }

    private static void put(ObjectNode node, String name, Object value) {
        if (value instanceof Number number) {
            put(node, name, number);
        } else if (value instanceof Boolean flag) {
            node.put(name, flag);
        } else {
            node.put(name, String.valueOf(value));
        }
    }

    /** Whole numbers without a fraction, as Go writes them: 1 and not 1.0. */
    private static void put(ObjectNode node, String name, Number value) {
        if (value instanceof Long || value instanceof Integer || value.doubleValue() == value.longValue()) {
            node.put(name, value.longValue());
        } else if (value instanceof Float small) {
            node.put(name, small);
        } else {
            node.put(name, value.doubleValue());
        }
    }
}
