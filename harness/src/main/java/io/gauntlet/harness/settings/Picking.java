package io.gauntlet.harness.settings;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * How a target picks as it is arranged at the moment.
 *
 * @param drawn so many backends are drawn at random, with one and the same drawn twice perhaps, and the best of them is
 *     picked; 0 means that all are looked at
 */
public record Picking(Algorithm algorithm, int drawn) {
    /** The event, at the target, that says it. */
    public static final String EVENT = "picks";

    private static final int MOST = 1000;
    private static final Pattern FORM = Pattern.compile("([a-z-]+)(?: of (\\d{1,4}))?");

    public Picking {
        if (drawn < 0 || drawn > MOST) {
            throw new IllegalArgumentException("drawn: " + drawn + " (expected: 0 to " + MOST + ")");
        }
    }

    /** The best of all. */
    public static Picking ofAll(Algorithm algorithm) {
        return new Picking(algorithm, 0);
    }

    /** Reads {@link #text}. */
    public static Picking of(String text) {
        var match = FORM.matcher(text);
        if (!match.matches()) {
            throw new IllegalArgumentException("picks: " + text + " (expected: an algorithm, or ALGORITHM of NUMBER)");
        }
        return new Picking(Algorithm.of(match.group(1)), match.group(2) == null ? 0 : Integer.parseInt(match.group(2)));
    }

    /** Such as {@code round-robin}, or {@code least-connections of 2}. */
    public String text() {
        var word = algorithm.name().toLowerCase(Locale.ROOT).replace('_', '-');
        return drawn == 0 ? word : word + " of " + drawn;
    }
}
