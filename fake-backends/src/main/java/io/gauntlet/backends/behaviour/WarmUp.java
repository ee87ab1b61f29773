package io.gauntlet.backends.behaviour;

/**
 * A backend that is slow at first. Immutable.
 *
 * @param seconds how long it takes to get up to speed, from when the behaviour is put in force
 * @param factor how many times as long an answer waits at the beginning; from there it falls evenly to 1
 */
public record WarmUp(double seconds, double factor) {

    static final double MAX_SECONDS = 3600;
    static final double MAX_FACTOR = 1000;

    static WarmUp defaults() {
        return new WarmUp(0, 1);
    }

    /** The factor after this time. */
    public double factorAfter(double elapsedSeconds) {
        return elapsedSeconds >= seconds ? 1 : factor + (1 - factor) * elapsedSeconds / seconds;
    }
}
