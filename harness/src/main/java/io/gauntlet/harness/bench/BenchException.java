package io.gauntlet.harness.bench;

/** Nothing can be measured so, for a reason that the user can mend; the message says what would be right. */
public final class BenchException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BenchException(String message) {
        super(message);
    }

    BenchException(String message, Throwable cause) {
        super(message, cause);
    }
}
