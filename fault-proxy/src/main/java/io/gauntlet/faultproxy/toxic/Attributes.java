package io.gauntlet.faultproxy.toxic;

import java.util.concurrent.TimeUnit;

/** The checks and units that the toxics' attributes share. */
final class Attributes {

    /** Longer is as good as for ever, and far from overflow when added to a clock. */
    private static final long MAX_NANOS = TimeUnit.DAYS.toNanos(365);

    private Attributes() {}

    static void requireNotNegative(String name, long value) {
        if (value < 0) {
            throw new InvalidToxicException(name + ": " + value + " (expected: >= 0)");
        }
    }

    static long nanos(long millis) {
        return Math.min(TimeUnit.MILLISECONDS.toNanos(millis), MAX_NANOS);
    }
}
