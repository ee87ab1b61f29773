package io.gauntlet.lb.target;

import java.util.Locale;

/**
 * Which hosts are meant: one, or with {@code *.} all below one, however deep. Immutable.
 *
 * @param text in lower case, such as {@code shop.example} or {@code *.shop.example}
 */
public record HostPattern(String text) {
    private static final String BELOW = "*.";

    /**
     * Reads one.
     *
     * @throws IllegalArgumentException for what is none
     */
    public static HostPattern of(String text) {
        String name = text.startsWith(BELOW) ? text.substring(BELOW.length()) : text;
        if (name.isEmpty() || HostName.end(name) != name.length()) {
            throw new IllegalArgumentException(
                    "'" + text + "' (expected: a host such as shop.example or *.shop.example, without a port)");
        }
        return new HostPattern(text.toLowerCase(Locale.ROOT));
    }

    /**
     * Whether the host is meant that stands at the beginning of this.
     *
     * @param end where it ends
     */
    public boolean matches(String host, int end) {
        int length = text.length();
        if (text.startsWith(BELOW)) {
            int suffix = length - 1;
            return end > suffix && host.regionMatches(true, end - suffix, text, 1, suffix);
        }
        return end == length && host.regionMatches(true, 0, text, 0, length);
    }

    /** Whether all are meant that the other means. */
    public boolean covers(HostPattern other) {
        return equals(other) || (text.startsWith(BELOW) && other.text.endsWith(text.substring(1)));
    }
}
