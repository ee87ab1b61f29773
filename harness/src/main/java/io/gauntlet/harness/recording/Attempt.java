package io.gauntlet.harness.recording;

/**
 * One attempt of one request at the client: a row of {@code requests.csv}. Times are nanoseconds since the run's zero.
 *
 * @param attempt from 1; the client's own replays count up
 * @param session the session it belongs to, or empty
 * @param firstByte {@link #NEVER} where no byte of an answer came
 * @param status 0 where no answer's head came
 * @param backend who answered, or empty
 */
public record Attempt(
        String id,
        int attempt,
        String session,
        String connection,
        long intended,
        long sent,
        long firstByte,
        long ended,
        String method,
        String path,
        int status,
        Outcome outcome,
        String backend,
        long bytes,
        Body body,
        String error) {

    /** Stands for a time that never came. */
    public static final long NEVER = Long.MIN_VALUE;

    /** A full answer, expected, with the body that the backend sent. */
    public boolean good() {
        return outcome == Outcome.ANSWERED && body != Body.DAMAGED;
    }

    /** From the intended start to the end, in nanoseconds: no coordinated omission. */
    public long latencyNanos() {
        return ended - intended;
    }
}
