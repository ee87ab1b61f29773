package io.gauntlet.backends.behaviour;

/** An answer and how far it gets. Immutable. */
public record Reply(Answer answer, Ending ending) {

    private static final int BRIEF_BYTES = 16;

    static Reply defaults() {
        return new Reply(Answer.defaults(), new Ending.Complete());
    }

    /** A small answer, as probes get it, and those who are refused. */
    static Reply briefly(int status, int delayMillis) {
        return new Reply(
                new Answer(Timing.after(delayMillis), Head.of(status), Body.of(BRIEF_BYTES)), new Ending.Complete());
    }

    /** The same with another status and a small body. */
    public Reply failing(int status) {
        return briefly(status, 0);
    }

    public int status() {
        return answer.head().status();
    }
}
