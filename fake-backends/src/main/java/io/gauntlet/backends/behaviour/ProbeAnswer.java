package io.gauntlet.backends.behaviour;

/**
 * What one of the two health probes is told. Immutable.
 *
 * @param hang whether the probe is never answered
 */
public record ProbeAnswer(int status, int delayMillis, boolean hang) {

    private static final int BODY_BYTES = 16;

    public ProbeAnswer {
        InvalidValueException.check("status", status, 100, 599);
        InvalidValueException.check("delayMillis", delayMillis, 0, Answer.MAX_MILLIS);
    }

    static ProbeAnswer defaults() {
        return new ProbeAnswer(200, 0, false);
    }

    /** The same in the words of requests, so that probes need no server of their own. */
    public Reply reply() {
        return new Reply(
                new Answer(delayMillis, status, BODY_BYTES, 0, 0),
                hang ? new Ending.Hang(Point.BEFORE_HEAD) : new Ending.Complete());
    }
}
