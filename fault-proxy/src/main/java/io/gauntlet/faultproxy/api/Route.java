package io.gauntlet.faultproxy.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Methods (none for any) and a path pattern such as {@code /proxies/{proxy}}, and what is to be done. Immutable. */
record Route(Set<String> methods, String pattern, Action action) {

    @FunctionalInterface
    interface Action {
        Reply answer(Call call);
    }

    boolean allows(String method) {
        return methods.isEmpty() || methods.contains(method);
    }

    /** The values of the pattern's variables if the path matches; a variable never holds a slash and is never empty. */
    Optional<List<String>> match(String path) {
        var expected = pattern.split("/", -1);
        var actual = path.split("/", -1);
        if (expected.length != actual.length) {
            return Optional.empty();
        }
        var variables = new ArrayList<String>();
        for (int i = 0; i < expected.length; i++) {
            if (expected[i].startsWith("{") && !actual[i].isEmpty()) {
                variables.add(actual[i]);
            } else if (!expected[i].equals(actual[i])) {
                return Optional.empty();
            }
        }
        return Optional.of(variables);
    }
}
