package io.gauntlet.backends.behaviour;

import java.util.random.RandomGenerator;

/**
 * How long an answer takes. Immutable.
 *
 * @param delayMillis how long the head waits after the request was read in full
 * @param delay a further wait, drawn for each request
 * @param perByteMicros a further wait for each byte of the request's body and of the answer's
 * @param chunkIntervalMillis the pause between two pieces of the body
 * @param early whether the answer begins when the request's head was read, and its body is read only after the answer
 */
public record Timing(int delayMillis, Delay delay, int perByteMicros, int chunkIntervalMillis, boolean early) {

    static final int MAX_MILLIS = 3_600_000;
    static final int MAX_PER_BYTE_MICROS = 1_000_000;

    static Timing defaults() {
        return after(0);
    }

    static Timing after(int delayMillis) {
        return new Timing(delayMillis, Delay.none(), 0, 0, false);
    }

    /** The whole time before the head, an hour at most. */
    public long drawMicros(RandomGenerator random, long bytes) {
        double micros = delayMillis * 1e3 + delay.drawMillis(random) * 1e3 + (double) perByteMicros * bytes;
        return Math.round(Math.min(micros, MAX_MILLIS * 1e3));
    }
}
