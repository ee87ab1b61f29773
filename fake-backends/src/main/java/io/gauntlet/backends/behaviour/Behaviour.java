package io.gauntlet.backends.behaviour;

/**
 * Everything that one backend is programmed to do. Immutable; a request takes the behaviour that is in force when its
 * head arrives and keeps it to its end.
 *
 * @param requests what every path but the two of the probes is given
 * @param live the answer to {@code /health/live}
 * @param ready the answer to {@code /health/ready}
 * @param serving what concerns no single request
 * @param seed what all chance is drawn from
 */
public record Behaviour(Reply requests, ProbeAnswer live, ProbeAnswer ready, Serving serving, long seed) {

    static final long DEFAULT_SEED = 1;

    /** 200 with 64 bytes at once, both probes green. */
    public static Behaviour defaults() {
        return new Behaviour(
                new Reply(Answer.defaults(), new Ending.Complete()),
                ProbeAnswer.defaults(),
                ProbeAnswer.defaults(),
                Serving.defaults(),
                DEFAULT_SEED);
    }
}
