package io.gauntlet.harness.report;

import io.gauntlet.harness.verdict.Measure;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Numbers, times and commands as people read them, the same in every file and locale. */
public final class Print {
    private static final MathContext FOUR_DIGITS = new MathContext(4);
    private static final double MAX_EXACT = 1L << 53;
    private static final Pattern PLAIN_WORD = Pattern.compile("[\\w@%+=:,./-]+");
    private static final DateTimeFormatter UTC = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private Print() {}

    /** Whole numbers in full, others to four digits. */
    public static String number(double value) {
        if (!Double.isFinite(value)) {
            return Double.isNaN(value) ? "unknown" : value > 0 ? "∞" : "-∞";
        }
        if (value == Math.rint(value) && Math.abs(value) < MAX_EXACT) {
            return count((long) value);
        }
        double size = Math.abs(value);
        if (size >= 1000) {
            return String.format(Locale.ROOT, "%,.1f", value);
        }
        if (size < 1e-4) {
            return String.format(Locale.ROOT, "%.1e", value).replace(".0e", "e").replace("e-0", "e-");
        }
        return BigDecimal.valueOf(value).round(FOUR_DIGITS).stripTrailingZeros().toPlainString();
    }

    /** With a comma between thousands. */
    public static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    /** A share of 0 to 1 as per cent. */
    public static String percent(double share) {
        return number(Math.rint(share * 1e6) / 1e4) + " %";
    }

    static String measured(Measure measure) {
        return withUnit(measure.value(), measure.unit());
    }

    static String limit(Measure measure) {
        return withUnit(measure.limit(), measure.unit());
    }

    private static String withUnit(double value, String unit) {
        return unit.isEmpty() ? number(value) : number(value) + " " + unit;
    }

    /** A span as people say it. */
    public static String duration(Duration duration) {
        if (duration.compareTo(Duration.ofSeconds(1)) < 0) {
            return duration.toMillis() + " ms";
        }
        if (duration.compareTo(Duration.ofMinutes(1)) < 0) {
            return number(Math.rint(duration.toMillis() / 100.0) / 10) + " s";
        }
        return duration.compareTo(Duration.ofHours(1)) < 0
                ? duration.toMinutes() + " min " + duration.toSecondsPart() + " s"
                : duration.toHours() + " h " + duration.toMinutesPart() + " min";
    }

    /** A moment, in UTC. */
    public static String utc(Instant time) {
        return UTC.format(time);
    }

    /** Nanoseconds as seconds to the millisecond. */
    static String seconds(long nanos) {
        return String.format(Locale.ROOT, "%.3f", nanos / 1e9);
    }

    /** Nanoseconds as milliseconds or seconds. */
    static String millis(long nanos) {
        return nanos < 1_000_000_000L
                ? number(Math.rint(nanos / 1e5) / 10) + " ms"
                : number(Math.rint(nanos / 1e7) / 100) + " s";
    }

    /** As it can be pasted into a shell. */
    public static String command(List<String> words) {
        return String.join(" ", words.stream().map(Print::quoted).toList());
    }

    private static String quoted(String word) {
        return PLAIN_WORD.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
