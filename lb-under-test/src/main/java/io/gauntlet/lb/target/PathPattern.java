package io.gauntlet.lb.target;

import com.google.re2j.Pattern;

/** Which paths are meant. Immutable. */
public sealed interface PathPattern {
    /** All of them, and the {@code *} of OPTIONS, too. */
    PathPattern ANY = new Prefix("/");

    /**
     * Whether the path is meant that stands at the beginning of this target.
     *
     * @param end where it ends and, if there is one, the query begins
     */
    boolean matches(String target, int end);

    /** Whether all are meant, as far as can be told, that the other means. */
    boolean covers(PathPattern other);

    /**
     * Those below one.
     *
     * @param text matches whole segments: {@code /api} takes {@code /api} and {@code /api/x}, not {@code /apis}
     */
    record Prefix(String text) implements PathPattern {
        @Override
        public boolean matches(String target, int end) {
            int length = text.length();
            if (length == 1) {
                return true;
            }
            return end >= length
                    && target.startsWith(text)
                    && (end == length || text.charAt(length - 1) == '/' || target.charAt(length) == '/');
        }

        @Override
        public boolean covers(PathPattern other) {
            if (other instanceof Prefix prefix) {
                return matches(prefix.text, prefix.text.length());
            }
            return text.length() == 1 || (other instanceof Exact exact && matches(exact.text, exact.text.length()));
        }
    }

    /** One. */
    record Exact(String text) implements PathPattern {
        @Override
        public boolean matches(String target, int end) {
            return end == text.length() && target.startsWith(text);
        }

        @Override
        public boolean covers(PathPattern other) {
            return equals(other);
        }
    }

    /**
     * Those that a regular expression matches as a whole.
     *
     * @param pattern of RE2, which takes time in proportion to the path, whatever the path is
     */
    record Regex(Pattern pattern) implements PathPattern {
        @Override
        public boolean matches(String target, int end) {
            return pattern.matches(end == target.length() ? target : target.substring(0, end));
        }

        @Override
        public boolean covers(PathPattern other) {
            return equals(other);
        }
    }
}
