package io.gauntlet.lb.config;

import java.util.List;
import java.util.Map;

/** A YAML value that knows where it stands, so that an error about it can say so. */
sealed interface Node {
    Place place();

    /** What it is, in the user's words. */
    String kind();

    /** A plain value as written. */
    record Scalar(Place place, String text) implements Node {
        @Override
        public String kind() {
            return "'" + text + "'";
        }
    }

    /** A list. */
    record Sequence(Place place, List<Node> items) implements Node {
        @Override
        public String kind() {
            return "a list";
        }
    }

    /** Keys with their values, in the file's order; a key knows its own place. */
    record Mapping(Place place, Map<String, Entry> entries) implements Node {
        @Override
        public String kind() {
            return "a mapping";
        }
    }

    /** One key of a mapping. */
    record Entry(Place keyPlace, Node value) {}
}
