package io.gauntlet.backends.control;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** What the API answers. Immutable as long as nobody changes the JSON. */
record ControlAnswer(int status, ObjectNode json) {

    static ControlAnswer ok(ObjectNode json) {
        return new ControlAnswer(200, json);
    }
}
