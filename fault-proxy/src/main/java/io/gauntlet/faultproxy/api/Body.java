package io.gauntlet.faultproxy.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The JSON object of a request, which complains as Go's decoder does. Unknown fields are ignored, null is as good as absent.
 *
 * @param type what the original decodes into, for its messages
 */
record Body(JsonNode object, String type) {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Pattern CHARACTER = Pattern.compile("Unexpected character \\('(.+?)' \\(code");

    /** Reads a body; {@code goType} is the type's name with its package, as {@code toxiproxy.Proxy}. */
    static Body parse(String json, String goType) {
        return of(read(json), goType, goType.substring(goType.lastIndexOf('.') + 1));
    }

    /** Reads an array of objects. */
    static List<Body> parseAll(String json, String goType, String simpleName) {
        var array = read(json);
        if (array.isNull()) {
            return List.of();
        }
        if (!array.isArray()) {
            throw wrongValue(array, "[]" + goType);
        }
        var all = new ArrayList<Body>();
        array.forEach(node -> all.add(of(node, goType, simpleName)));
        return all;
    }

    private static JsonNode read(String json) {
        JsonNode node;
        try {
            node = MAPPER.readTree(json);
        } catch (IOException malformed) {
            throw ApiException.badBody(reason(malformed));
        }
        if (node == null || node.isMissingNode()) {
            throw ApiException.badBody("EOF");
        }
        return node;
    }

    private static Body of(JsonNode node, String goType, String simpleName) {
        if (node.isNull()) {
            return new Body(JsonNodeFactory.instance.objectNode(), simpleName);
        }
        if (!node.isObject()) {
            throw wrongValue(node, goType);
        }
        return new Body(node, simpleName);
    }

    private static ApiException wrongValue(JsonNode node, String goType) {
        return ApiException.badBody("json: cannot unmarshal " + kind(node) + " into Go value of type " + goType);
    }

    private static String reason(IOException malformed) {
        if (malformed instanceof JsonEOFException) {
            return "unexpected EOF";
        }
        if (!(malformed instanceof JsonProcessingException syntax)) {
            return String.valueOf(malformed.getMessage());
        }
        var message = syntax.getOriginalMessage();
        var character = CHARACTER.matcher(message);
        if (!character.find()) {
            return message;
        }
        var place = message.contains("field name") ? "beginning of object key string" : "beginning of value";
        return "invalid character '" + character.group(1) + "' looking for " + place;
    }

    /** The field, unless it is absent or null. */
    @Nullable JsonNode field(String name) {
        var node = object.get(name);
        return node == null || node.isNull() ? null : node;
    }

    String text(String name, String otherwise) {
        var node = field(name);
        if (node == null) {
            return otherwise;
        }
        if (!node.isTextual()) {
            throw mismatch(node, type + "." + name, "string");
        }
        return node.textValue();
    }

    boolean flag(String name, boolean otherwise) {
        var node = field(name);
        if (node == null) {
            return otherwise;
        }
        if (!node.isBoolean()) {
            throw mismatch(node, type + "." + name, "bool");
        }
        return node.booleanValue();
    }

    float decimal(String name, float otherwise) {
        var node = field(name);
        if (node == null) {
            return otherwise;
        }
        if (!node.isNumber() || Float.isInfinite(node.floatValue())) {
            throw mismatch(node, type + "." + name, "float32");
        }
        return node.floatValue();
    }

    /** A value of another kind than the field is of. */
    static ApiException mismatch(JsonNode node, String field, String type) {
        // The number itself is only shown where one was expected.
        boolean wrongNumber = node.isNumber() && (type.startsWith("int") || type.startsWith("float"));
        var what = wrongNumber ? "number " + node.asText() : kind(node);
        return ApiException.badBody(
                "json: cannot unmarshal " + what + " into Go struct field " + field + " of type " + type);
    }

    private static String kind(JsonNode node) {
        return switch (node.getNodeType()) {
            case ARRAY -> "array";
            case BOOLEAN -> "bool";
            case NUMBER -> "number";
            case OBJECT -> "object";
            case STRING, BINARY, MISSING, NULL, POJO -> "string";
        };
    }
}
