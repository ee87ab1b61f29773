package io.gauntlet.lb.config;

import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers that carry their unit: {@code 30s}, {@code 16KiB}, {@code 20%}. */
public final class Quantity {
    private static final Pattern NUMBER_AND_UNIT = Pattern.compile("(\\d{1,12})\\s*([A-Za-z%]+)");
    private static final Map<String, Long> NANOS = Map.of(
            "ms", 1_000_000L,
            "s", 1_000_000_000L,
            "m", 60_000_000_000L,
            "h", 3_600_000_000_000L,
            "d", 86_400_000_000_000L);
    private static final Map<String, Long> BYTES = Map.of("B", 1L, "KiB", 1L << 10, "MiB", 1L << 20, "GiB", 1L << 30);

    private Quantity() {}

    /** Reads a time such as {@code 250ms}, {@code 30s}, {@code 5m}, {@code 1h} or {@code 2d}. */
    public static Duration duration(String text) {
        return Duration.ofNanos(times(text, NANOS, "a time with its unit, such as 500ms, 30s, 5m or 1h"));
    }

    /** Reads a size such as {@code 16KiB}, in bytes. */
    public static long bytes(String text) {
        return times(text, BYTES, "a size with its unit, such as 512B, 16KiB or 1MiB");
    }

    /** Reads a share such as {@code 20%} as a number from 0 to 1. */
    public static double share(String text) {
        long percent = times(text, Map.of("%", 1L), "a percentage, such as 20%");
        if (percent > 100) {
            throw new IllegalArgumentException("'" + text + "' (expected: 0% to 100%)");
        }
        return percent / 100.0;
    }

    /** Reads a number without a unit, such as {@code 2} or {@code 1.5}. */
    static double factor(String text) {
        if (!text.matches("\\d{1,9}(\\.\\d{1,9})?")) {
            throw new IllegalArgumentException("'" + text + "' (expected: a number, such as 2.0)");
        }
        return Double.parseDouble(text);
    }

    private static long times(String text, Map<String, Long> units, String expected) {
        Matcher matcher = NUMBER_AND_UNIT.matcher(text);
        Long unit = matcher.matches() ? units.get(matcher.group(2)) : null;
        if (unit == null) {
            throw new IllegalArgumentException("'" + text + "' (expected: " + expected + ")");
        }
        try {
            return Math.multiplyExact(Long.parseLong(matcher.group(1)), unit);
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("'" + text + "' is too large (expected: " + expected + ")", e);
        }
    }
}
