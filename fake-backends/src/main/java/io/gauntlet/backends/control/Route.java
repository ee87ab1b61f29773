package io.gauntlet.backends.control;

import java.util.Optional;

/**
 * A method on a resource, and what it does. Immutable.
 *
 * @param path of which one part may be <code>{id}</code>
 */
record Route(String method, String path, Action action) {

    private static final String ID = "{id}";

    /** What is done, for the id in the path, or an empty one, and the request's body. */
    interface Action {
        ControlAnswer answer(String id, byte[] body);
    }

    /** The id in this path, or an empty one where the route has none; nothing if it is another path. */
    Optional<String> match(String requested) {
        String[] expected = path.split("/", -1);
        String[] parts = requested.split("/", -1);
        if (expected.length != parts.length) {
            return Optional.empty();
        }
        String id = "";
        for (int i = 0; i < parts.length; i++) {
            if (expected[i].equals(ID)) {
                id = parts[i];
            } else if (!expected[i].equals(parts[i])) {
                return Optional.empty();
            }
        }
        return Optional.of(id);
    }
}
