package io.gauntlet.backends.behaviour;

/**
 * An HTTP answer as it would be if nothing broke it off. Immutable.
 *
 * @param delayMillis how long the head waits after the request was read in full
 * @param status 100 to 599; a final answer below 200 is no valid HTTP, which may be what is wanted
 * @param bodyBytes the length of the deterministic body
 * @param chunks 0 for a {@code Content-Length}, else the number of flushed pieces of a chunked body
 * @param chunkIntervalMillis the pause between two pieces
 */
public record Answer(int delayMillis, int status, long bodyBytes, int chunks, int chunkIntervalMillis) {

    static final int MAX_MILLIS = 3_600_000;
    static final long MAX_BODY_BYTES = 1L << 30;

    public Answer {
        InvalidValueException.check("delayMillis", delayMillis, 0, MAX_MILLIS);
        InvalidValueException.check("status", status, 100, 599);
        InvalidValueException.check("bodyBytes", bodyBytes, 0, MAX_BODY_BYTES);
        if (chunks < 0 || chunks > bodyBytes) {
            // A piece of no bytes cannot be sent: an empty chunk ends the body (RFC 9112, section 7.1).
            throw new InvalidValueException(
                    "chunks: %d (expected: 0 to bodyBytes, which is %d)".formatted(chunks, bodyBytes));
        }
        InvalidValueException.check("chunkIntervalMillis", chunkIntervalMillis, 0, MAX_MILLIS);
    }

    static Answer defaults() {
        return new Answer(0, 200, 64, 0, 0);
    }

    /** Whether an answer of this status has a body at all (RFC 9110, section 6.4.1). */
    public boolean statusAllowsBody() {
        return status >= 200 && status != 204 && status != 304;
    }
}
