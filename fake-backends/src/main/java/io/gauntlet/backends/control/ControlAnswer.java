package io.gauntlet.backends.control;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** What the API answers. Immutable. */
record ControlAnswer(int status, String type, String body) {

    static ControlAnswer ok(ObjectNode json) {
        return json(200, json);
    }

    static ControlAnswer error(int status, String message) {
        return json(status, JsonNodeFactory.instance.objectNode().put("error", message));
    }

    private static ControlAnswer json(int status, ObjectNode json) {
        return new ControlAnswer(status, "application/json", json + "\n");
    }

    static ControlAnswer text(String type, String body) {
        return new ControlAnswer(200, type, body);
    }
}
