package io.gauntlet.backends.control;

/** A request that the API does not fulfil, with the status that says why. */
final class RefusedException extends RuntimeException {

    private final int status;

    RefusedException(int status, String message) {
        super(message);
        this.status = status;
    }

    int status() {
        return status;
    }
}
