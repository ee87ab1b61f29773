package io.gauntlet.harness.recording;

/** A file of a recording does not hold what it should; the message names file, line and cause. */
public final class UnreadableRecordingException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnreadableRecordingException(String message, Throwable cause) {
        super(message, cause);
    }

    /** Says what is wrong with which file. */
    public UnreadableRecordingException(String message) {
        super(message);
    }
}
