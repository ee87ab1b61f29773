package io.gauntlet.lb.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.gauntlet.lb.config.Address;
import io.gauntlet.lb.config.BackendConfig;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A call of the admin API, as far as it can be understood without knowing the resource.
 *
 * @param path the decoded segments, at least one
 */
record Call(HttpMethod method, List<String> path, QueryStringDecoder target, String content) {
    private static final ObjectMapper JSON = new ObjectMapper();

    static Call of(HttpMethod method, String uri, String content) {
        var target = new QueryStringDecoder(uri);
        List<String> path = List.of(
                target.path().substring(target.path().startsWith("/") ? 1 : 0).split("/", -1));
        return new Call(method, path, target, content);
    }

    boolean isPath(String... segments) {
        return path.equals(Arrays.asList(segments));
    }

    void allow(HttpMethod... allowed) {
        if (!Arrays.asList(allowed).contains(method)) {
            String expected = Arrays.stream(allowed).map(HttpMethod::name).collect(Collectors.joining(" or "));
            throw new ApiException(
                    HttpResponseStatus.METHOD_NOT_ALLOWED, "method " + method + " (expected: " + expected + ")");
        }
    }

    /** A parameter of the query, or the empty text. */
    String query(String name) {
        for (String given : target.parameters().keySet()) {
            if (!given.equals(name)) {
                throw bad("unknown parameter '" + given + "' (known: " + name + ")");
            }
        }
        return target.parameters().getOrDefault(name, List.of("")).get(0);
    }

    /** The body as a JSON object with no other keys than these; an absent one is an empty object. */
    JsonNode body(String... keys) {
        if (content.isBlank()) {
            return JsonNodeFactory.instance.objectNode();
        }
        JsonNode body;
        try {
            body = JSON.readTree(content);
        } catch (JsonProcessingException e) {
            throw bad("the body is not JSON: " + e.getOriginalMessage());
        }
        if (!body.isObject()) {
            throw bad("the body is not a JSON object");
        }
        Set<String> known = Set.of(keys);
        for (Iterator<String> names = body.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!known.contains(name)) {
                throw bad("unknown key '" + name + "' (known: " + String.join(", ", keys) + ")");
            }
        }
        return body;
    }

    /** Throws what the sender is told when there is something in the body. */
    void noBody() {
        if (!content.isBlank() && !content.strip().equals("{}")) {
            throw bad("the body is not empty (expected: none)");
        }
    }

    /** The weight that a backend is to have. */
    int weight() {
        JsonNode weight = body("weight").path("weight");
        if (weight.isMissingNode()) {
            throw bad("'weight' is missing (expected: 1 to " + BackendConfig.MAX_WEIGHT + ")");
        }
        if (!weight.canConvertToInt() || !weight.isIntegralNumber()) {
            throw bad("weight: " + weight + " (expected: a whole number)");
        }
        try {
            return BackendConfig.checkedWeight(weight.asInt());
        } catch (IllegalArgumentException e) {
            throw bad(String.valueOf(e.getMessage()));
        }
    }

    BackendConfig backend() {
        JsonNode body = body("id", "address", "weight");
        for (String key : List.of("id", "address")) {
            if (!body.path(key).isTextual()) {
                throw bad("'" + key + "' is missing (expected: a text)");
            }
        }
        JsonNode weight = body.path("weight");
        if (!weight.isMissingNode() && !weight.canConvertToInt()) {
            throw bad("weight: " + weight + " (expected: a whole number)");
        }
        Address address = value("address", body.path("address").asText(), Address::parse);
        try {
            return new BackendConfig(body.path("id").asText(), address, weight.asInt(1));
        } catch (IllegalArgumentException e) {
            throw bad(String.valueOf(e.getMessage()));
        }
    }

    static <E> E value(String name, String text, Function<String, E> reader) {
        try {
            return reader.apply(text);
        } catch (IllegalArgumentException e) {
            throw bad(name + ": " + e.getMessage());
        }
    }

    private static ApiException bad(String message) {
        return new ApiException(HttpResponseStatus.BAD_REQUEST, message);
    }
}
