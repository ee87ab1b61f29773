package io.gauntlet.backends;

/** A mistake of the user; the message is one line: what, where, what would be right. */
public final class UsageException extends RuntimeException {

    UsageException(String message) {
        super(message);
    }
}
