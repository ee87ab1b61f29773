package io.gauntlet.backends.behaviour;

import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A reply that only some requests get. Immutable.
 *
 * @param match which requests it is for
 * @param probability how likely one of them gets it
 * @param next for how many of them, from the first on, it is there; 0 for all
 */
public record Rule(Match match, double probability, long next, Reply then) {

    static final int MAX_RULES = 100;

    /**
     * Which requests a rule is for.
     *
     * @param path a path, in which {@code *} stands for any characters; empty for all
     * @param method empty for all
     */
    public record Match(String path, String method, Pattern pattern) {

        static final int MAX_LENGTH = 1000;

        Match(String path, String method) {
            this(path, method, compiled(path));
        }

        private static Pattern compiled(String path) {
            String regex = path.chars()
                    .mapToObj(c -> c == '*' ? ".*" : Pattern.quote(Character.toString(c)))
                    .collect(Collectors.joining());
            return Pattern.compile(path.isEmpty() ? ".*" : regex, Pattern.DOTALL);
        }

        /** Patterns have no equality of their own. */
        @Override
        public boolean equals(Object other) {
            return other instanceof Match that && path.equals(that.path) && method.equals(that.method);
        }

        @Override
        public int hashCode() {
            return path.hashCode() * 31 + method.hashCode();
        }

        /** Whether a request of this method and path, without its query, is meant. */
        public boolean matches(String requestMethod, String requestPath) {
            return (method.isEmpty() || method.equals(requestMethod))
                    && pattern.matcher(requestPath).matches();
        }
    }
}
