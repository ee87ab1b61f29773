package io.gauntlet.harness.session;

/** A run that can't begin for a reason that the user can mend: the message says what, where, and what would be right. */
public final class StartFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StartFailedException(String message) {
        super(message);
    }
}
