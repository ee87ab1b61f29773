package io.gauntlet.backends.behaviour;

/** An answer and how far it gets. Immutable. */
public record Reply(Answer answer, Ending ending) {

    private static final int BRIEF_BYTES = 16;

    /** A small answer, as probes get it, and those who are refused. */
    static Reply briefly(int status, int delayMillis) {
        return new Reply(new Answer(delayMillis, status, BRIEF_BYTES, 0, 0), new Ending.Complete());
    }
}
