package io.gauntlet.lb.target;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;

/** Makes another path of one, for a rewrite or a redirect. Immutable. */
public sealed interface PathChange {
    /** The path as it is. */
    PathChange NONE = new None();

    /** The other path; it begins with a slash, but need not be in its form. */
    String apply(String path);

    /** No change. */
    record None() implements PathChange {
        @Override
        public String apply(String path) {
            return path;
        }
    }

    /**
     * One prefix for the other, with exactly one slash between it and what follows.
     *
     * @param from what the path is known to begin with
     */
    record Prefix(String from, String to) implements PathChange {
        @Override
        public String apply(String path) {
            String changed =
                    withoutSlash(to) + path.substring(withoutSlash(from).length());
            return changed.isEmpty() ? "/" : changed;
        }

        private static String withoutSlash(String prefix) {
            return prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix;
        }
    }

    /** Always the same path. */
    record Whole(String path) implements PathChange {
        public static Whole of(PathTemplate template) {
            return new Whole(template.text());
        }

        @Override
        public String apply(String before) {
            return path;
        }
    }

    /**
     * A path made of what a pattern finds.
     *
     * @param pattern of the whole path; one that it does not match stays as it is
     */
    record Filled(Pattern pattern, PathTemplate template) implements PathChange {
        @Override
        public String apply(String path) {
            Matcher matcher = pattern.matcher(path);
            return matcher.matches() ? template.fill(matcher) : path;
        }
    }
}
