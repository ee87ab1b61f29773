package io.gauntlet.harness.settings;

import java.time.Duration;
import java.util.regex.Pattern;

/** Spans of time as people write them: {@code 250ms}, {@code 5s}, {@code 1.5s}, {@code 2m}. */
public final class Spans {
    private static final Pattern FORM = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,6})?)(ms|s|m)");

    private Spans() {}

    /**
     * Reads one.
     *
     * @throws IllegalArgumentException when it is none
     */
    public static Duration of(String text) {
        var match = FORM.matcher(text);
        if (!match.matches()) {
            throw new IllegalArgumentException("'" + text + "' (expected: a duration such as 250ms, 5s or 2m)");
        }
        double nanosPerUnit = switch (match.group(2)) {
            case "ms" -> 1e6;
            case "s" -> 1e9;
            default -> 60e9;
        };
        return Duration.ofNanos((long) (Double.parseDouble(match.group(1)) * nanosPerUnit));
    }
}
