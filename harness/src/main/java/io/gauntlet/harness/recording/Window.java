package io.gauntlet.harness.recording;

/**
 * A span of time, its beginning in and its end out.
 *
 * @param from nanoseconds since the run's zero
 * @param to nanoseconds since the run's zero
 */
public record Window(long from, long to) {

    /** Everything. */
    public static final Window ALWAYS = new Window(Long.MIN_VALUE + 1, Long.MAX_VALUE);

    /** Holds {@code time}. */
    public boolean holds(long time) {
        return from <= time && time < to;
    }

    /** Its length in seconds. */
    public double seconds() {
        return (to - from) / 1e9;
    }
}
