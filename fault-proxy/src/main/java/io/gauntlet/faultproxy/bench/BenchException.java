package io.gauntlet.faultproxy.bench;

/** A measurement that could not be made; the message says which and why. */
final class BenchException extends RuntimeException {

    BenchException(String message) {
        super(message);
    }

    BenchException(String message, Throwable cause) {
        super(message, cause);
    }
}
