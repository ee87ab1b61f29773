package io.gauntlet.backends.behaviour;

/**
 * What one of the two health probes is told. Immutable.
 *
 * @param hang whether the probe is never answered
 * @param database whether it asks the database first, and answers 503 if that fails
 */
public record ProbeAnswer(int status, int delayMillis, boolean hang, boolean database) {

    public ProbeAnswer {
        InvalidValueException.check("status", status, 100, 599);
        InvalidValueException.check("delayMillis", delayMillis, 0, Timing.MAX_MILLIS);
    }

    static ProbeAnswer defaults() {
        return new ProbeAnswer(200, 0, false, false);
    }

    /** The same in the words of requests, so that probes need no server of their own. */
    public Reply reply() {
        Reply brief = Reply.briefly(status, delayMillis);
        return hang ? new Reply(brief.answer(), new Ending.Hang(Point.BEFORE_HEAD)) : brief;
    }
}
