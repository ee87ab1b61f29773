package io.gauntlet.backends.journal;

/**
 * What is known of a request when it ended. Immutable.
 *
 * @param status the status that was sent, or empty
 * @param bytes the bytes of the answer's body that were written
 * @param bodyIntact {@code true} or {@code false} where the whole body was read and came with a checksum, else empty
 */
public record End(Outcome outcome, String status, long bytes, String bodyIntact) {}
