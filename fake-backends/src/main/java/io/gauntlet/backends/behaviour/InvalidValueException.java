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

    static void check(String key, double value, double min, double max) {
        if (!(value >= min && value <= max)) {
            throw outOfRange(key, Double.toString(value), min, max);
        }
    }

    static InvalidValueException outOfRange(String key, String value, double min, double max) {
        return new InvalidValueException(
                "%s: %s (expected: a number from %s to %s)".formatted(key, value, shown(min), shown(max)));
    }

    private static String shown(double number) {
        return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
    }

    static InvalidValueException outOfRange(String key, String value, long min, long max) {
        return new InvalidValueException("%s: %s (expected: an integer from %d to %d)".formatted(key, value, min, max));
    }
}
