package io.gauntlet.lb.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.netty.handler.codec.http.HttpResponseStatus;

/** An answer of the admin API. */
record Reply(HttpResponseStatus status, String contentType, String body) {
    private static final String JSON = "application/json";

    static Reply json(HttpResponseStatus status, JsonNode body) {
        return new Reply(status, JSON, body + "\n");
    }

    static Reply error(HttpResponseStatus status, String message) {
        return json(status, JsonNodeFactory.instance.objectNode().put("error", message));
    }

    static Reply metrics(String page) {
        return new Reply(HttpResponseStatus.OK, "text/plain; version=0.0.4; charset=utf-8", page);
    }
}
