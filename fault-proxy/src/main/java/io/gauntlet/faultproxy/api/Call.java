package io.gauntlet.faultproxy.api;

import java.util.List;

/** One request: the variable parts of its path, decoded, and its body. */
record Call(List<String> variables, String body) {

    String proxy() {
        return variables.get(0);
    }

    String toxic() {
        return variables.get(1);
    }
}
