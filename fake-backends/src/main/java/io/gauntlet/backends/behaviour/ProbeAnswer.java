package io.gauntlet.backends.behaviour;

/**
 * What one of the two health probes is told. Immutable.
 *
 * @param hang whether the probe is never answered
 * @param database whether it asks the database first, and answers 503 if that fails
 * @param next for how many probes, from the first on, it is there, before the answer is the default again; 0 for all
 */
public record ProbeAnswer(int status, int delayMillis, boolean hang, boolean database, long next) {

    public ProbeAnswer {
        InvalidValueException.check("status", status, 100, 599);
        InvalidValueException.check("delayMillis", delayMillis, 0, Timing.MAX_MILLIS);
    }

    /** Well, and at once. */
    public static ProbeAnswer defaults() {
        return new ProbeAnswer(200, 0, false, false, 0);
    }

    /** The answer after so many others. */
    public ProbeAnswer after(long before) {
        return next == 0 || before < next ? this : defaults();
    }

    /** The same in the words of requests, so that probes need no server of their own. */
    public Reply reply() {
        Reply brief = Reply.briefly(status, delayMillis);
        return hang ? new Reply(brief.answer(), new Ending.Hang(Point.BEFORE_HEAD)) : brief;
    }
}
