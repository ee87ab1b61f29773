package io.gauntlet.harness.recording;

/** A recording stops before the event that a judge asked for. */
public final class MissingEventException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MissingEventException(String subject, String event) {
        super("the recording has no event " + event + " of " + subject);
    }
}
