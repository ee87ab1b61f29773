package io.gauntlet.lb.config;

import com.google.re2j.Pattern;

/**
 * What a header field must be like. Of several lines of a field, one is enough.
 *
 * @param name in lower case
 */
public record FieldMatch(String name, Wanted wanted) {

    /** How it must be. */
    public sealed interface Wanted {
        /** Whether a line of the field is that. */
        boolean fits(String value);
    }

    /** A line with just this value. */
    public record Exact(String text) implements Wanted {
        @Override
        public boolean fits(String value) {
            return value.equals(text);
        }
    }

    /** A line whose value is matched as a whole. */
    public record Regex(Pattern pattern) implements Wanted {
        @Override
        public boolean fits(String value) {
            return pattern.matches(value);
        }
    }

    /** Any line. */
    public record Present() implements Wanted {
        @Override
        public boolean fits(String value) {
            return true;
        }
    }

    /** No line at all. */
    public record Absent() implements Wanted {
        @Override
        public boolean fits(String value) {
            return false;
        }
    }
}
