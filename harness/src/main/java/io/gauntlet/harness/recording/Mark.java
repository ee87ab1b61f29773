package io.gauntlet.harness.recording;

/**
 * When a timed action began and when it was in force.
 *
 * @param asked nanoseconds since the run's zero
 * @param done nanoseconds since the run's zero
 */
public record Mark(long asked, long done) {
    /** The clocks of two processes agree to within this. Nanoseconds. */
    private static final long CLOCKS_APART = 50_000_000L;

    /** From the beginning to the end, seen by another process's clock. */
    public Window window() {
        return new Window(asked - CLOCKS_APART, done + CLOCKS_APART);
    }

    /** Ends the name of the event that stands for the beginning of an action. */
    public static final String ASKED = "_asked";

    /** Ends the name of the event that stands for the end of an action. */
    public static final String DONE = "_done";
}
