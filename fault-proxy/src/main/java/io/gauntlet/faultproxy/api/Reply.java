package io.gauntlet.faultproxy.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.netty.handler.codec.http.HttpResponseStatus;

/** What a call answers. Immutable; an empty content type stands for no body. */
record Reply(HttpResponseStatus status, String contentType, String body) {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private static final String PLAIN_TEXT = "text/plain; charset=utf-8";

    static final Reply NO_CONTENT = new Reply(HttpResponseStatus.NO_CONTENT, "", "");
    static final Reply NOT_FOUND = text(HttpResponseStatus.NOT_FOUND, "404 page not found\n");
    static final Reply METHOD_NOT_ALLOWED = new Reply(HttpResponseStatus.METHOD_NOT_ALLOWED, "", "");
    static final Reply NO_BROWSERS = text(HttpResponseStatus.FORBIDDEN, "User agent not allowed\n");

    static Reply json(HttpResponseStatus status, JsonNode node) {
        return new Reply(status, "application/json", written(node));
    }

    /** Errors are JSON that calls itself plain text: so does the original, and clients have learnt to live with it. */
    static Reply error(HttpResponseStatus status, String message) {
        var error = JsonNodeFactory.instance.objectNode().put("error", message).put("status", status.code());
        return text(status, written(error) + "\n");
    }

    /** Errors of {@code /populate} say what was made before, and are JSON that says so. */
    static Reply populateError(HttpResponseStatus status, String message, JsonNode proxies) {
        var error = JsonNodeFactory.instance.objectNode().put("error", message).put("status", status.code());
        error.set("proxies", proxies);
        return json(status, error);
    }

    private static Reply text(HttpResponseStatus status, String body) {
        return new Reply(status, PLAIN_TEXT, body);
    }

    boolean plainText() {
        return contentType.equals(PLAIN_TEXT);
    }

    private static String written(JsonNode node) {
        try {
            return MAPPER.writeValueAsString(node);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a JSON tree cannot be written", impossible);
        }
    }
}
