package io.gauntlet.backends.behaviour;

/** A value given from outside that cannot be; the message is one line: key, value, expectation. */
public final class InvalidValueException extends RuntimeException {

    public InvalidValueException(String message) {
        super(message);
    }

    static void check(String key, long value, long min, long max) {
        if (value < min || value > max) {
            throw outOfRange(key, Long.toString(value), min, max);
        }
    }

    static InvalidValueException outOfRange(String key, String value, long min, long max) {
        return new InvalidValueException("%s: %s (expected: an integer from %d to %d)".formatted(key, value, min, max));
    }
}
