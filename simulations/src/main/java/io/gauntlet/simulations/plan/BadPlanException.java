package io.gauntlet.simulations.plan;

/** A plan that cannot be played; the message is one line of key, value and expectation. */
public final class BadPlanException extends RuntimeException {
    public BadPlanException(String message) {
        super(message);
    }

    static BadPlanException of(String key, Object value, String expected) {
        return new BadPlanException(key + ": " + value + " (expected: " + expected + ")");
    }
}
