package io.gauntlet.harness.target;

/** Asked of a target what it has no control for. */
public final class MissingControlException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MissingControlException(String operation) {
        super("this target has no control to " + operation);
    }
}
