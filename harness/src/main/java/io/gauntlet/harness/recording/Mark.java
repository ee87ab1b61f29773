package io.gauntlet.harness.recording;

/**
 * When a timed action began and when it was in force.
 *
 * @param asked nanoseconds since the run's zero
 * @param done nanoseconds since the run's zero
 */
public record Mark(long asked, long done) {
    /** Ends the name of the event that stands for the beginning of an action. */
    public static final String ASKED = "_asked";

    /** Ends the name of the event that stands for the end of an action. */
    public static final String DONE = "_done";
}
