package io.gauntlet.faultproxy.toxic;

import java.util.List;
import java.util.concurrent.TimeUnit;

/** The checks and units that the toxics' attributes share. */
final class Attributes {

    private static final int MAX_TEXT = 1024;

    /** Longer is as good as for ever, and far from overflow when added to a clock. */
    private static final long MAX_NANOS = TimeUnit.DAYS.toNanos(365);

    private Attributes() {}

    static void requireNotNegative(String name, long value) {
        if (value < 0) {
            throw new InvalidToxicException(name + ": " + value + " (expected: >= 0)");
        }
    }

    static void requireShare(String name, double value) {
        // Negated so that it catches NaN as well.
        if (!(value >= 0 && value <= 1)) {
            throw new InvalidToxicException(name + ": " + value + " (expected: 0 to 1)");
        }
    }

    static void requireOneOf(String name, String value, String... allowed) {
        if (!List.of(allowed).contains(value)) {
            throw new InvalidToxicException(
                    name + ": " + shortened(value) + " (expected: " + String.join(" or ", allowed) + ")");
        }
    }

    static void requireText(String name, String value) {
        if (value.length() > MAX_TEXT) {
            throw new InvalidToxicException(
                    name + ": " + value.length() + " characters (expected: at most " + MAX_TEXT + ")");
        }
    }

    private static String shortened(String value) {
        return value.length() <= 40 ? value : value.substring(0, 40) + "...";
    }

    static long nanos(long millis) {
        return Math.min(TimeUnit.MILLISECONDS.toNanos(millis), MAX_NANOS);
    }

    static long microsToNanos(long micros) {
        return Math.min(TimeUnit.MICROSECONDS.toNanos(micros), MAX_NANOS);
    }
}
