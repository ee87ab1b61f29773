package io.gauntlet.faultproxy.toxic;

/** An attribute has a value that makes no sense; the message says name, value and expectation. */
public final class InvalidToxicException extends IllegalArgumentException {

    public InvalidToxicException(String message) {
        super(message);
    }
}
