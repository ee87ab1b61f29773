package io.gauntlet.harness.process;

/** Something of the rig, not of the target, went wrong: what was seen meanwhile says nothing about the target. */
public final class RigException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Names part, operation and cause. */
    public RigException(String message) {
        super(message);
    }

    /** Names part, operation and cause. */
    public RigException(String message, Throwable cause) {
        super(message, cause);
    }
}
