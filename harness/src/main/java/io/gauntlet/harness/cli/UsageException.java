package io.gauntlet.harness.cli;

/** A user's mistake: the message says what, where, and what would be right. */
final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UsageException(String message) {
        super(message);
    }
}
