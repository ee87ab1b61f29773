package io.gauntlet.backends.behaviour;

/** An HTTP answer as it would be if nothing broke it off. Immutable. */
public record Answer(Timing timing, Head head, Body body) {

    private static final long DEFAULT_BYTES = 64;

    static Answer defaults() {
        return new Answer(Timing.defaults(), Head.of(200), Body.of(DEFAULT_BYTES));
    }
}
