package io.gauntlet.backends.behaviour;

import java.util.Map;

/**
 * The body of an answer. Immutable.
 *
 * @param bytes the length of the deterministic body
 * @param chunks 0 for a {@code Content-Length}, else the number of flushed pieces of a chunked body
 * @param echo whether the request, as JSON, stands in the body's place
 * @param trailers fields that come after the body; without a {@code Content-Length}, then
 */
public record Body(long bytes, int chunks, boolean echo, Map<String, String> trailers) {

    static final long MAX_BYTES = 1L << 30;

    public Body {
        trailers = Map.copyOf(trailers);
        if (chunks < 0 || chunks > bytes) {
            // A piece of no bytes cannot be sent: an empty chunk ends the body (RFC 9112, section 7.1).
            throw new InvalidValueException(
                    "chunks: %d (expected: 0 to bodyBytes, which is %d)".formatted(chunks, bytes));
        }
    }

    static Body of(long bytes) {
        return new Body(bytes, 0, false, Map.of());
    }
}
