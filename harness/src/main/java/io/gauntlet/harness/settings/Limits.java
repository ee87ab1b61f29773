package io.gauntlet.harness.settings;

/**
 * What a target is held to.
 *
 * @param errorRate the share of requests that may fail under load, 0 to 1
 * @param p99Millis the 99th percentile of the latency from the intended start, in milliseconds
 * @param availability the share of requests that must be answered while the health endpoints lie, 0 to 1
 * @param falseAlarm the chance at which a random quantity of a right target may be called wrong
 */
public record Limits(double errorRate, double p99Millis, double availability, double falseAlarm) {
    /** The limits of the catalogue. */
    public static final Limits DEFAULT = new Limits(0.001, 250, 0.999, 1e-6);

    public Limits {
        between("max-error-rate", errorRate, 0, 1);
        between("max-p99 in ms", p99Millis, 0, 3_600_000);
        between("min-availability", availability, 0, 1);
        between("false-alarm", falseAlarm, 1e-12, 0.1);
    }

    private static void between(String name, double value, double from, double to) {
        if (!(value >= from && value <= to)) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: " + from + " to " + to + ")");
        }
    }
}
