package io.gauntlet.lb.discovery;

import java.io.IOException;

/**
 * The index by which a question is held until there is news, as Consul's documentation says that clients are to treat it
 * (developer.hashicorp.com/consul/api-docs/features/blocking). Not thread-safe.
 */
final class BlockingIndex {
    private long index;

    /** What the next question shows; 0 asks for an answer at once. */
    long next() {
        return index;
    }

    /** After a failure nobody knows what was missed. */
    void reset() {
        index = 0;
    }

    /** Takes the index of an answer. */
    void answered(String text) throws IOException {
        long answered;
        try {
            answered = Long.parseUnsignedLong(text);
        } catch (NumberFormatException e) {
            throw new IOException("X-Consul-Index: '" + text + "' (expected: a number)", e);
        }
        // Backwards it goes when the registry has lost its state; a question with the old one would wait for long.
        // One that is less than 1 would make every question come back at once.
        index = Long.compareUnsigned(answered, index) < 0 ? 0 : answered == 0 ? 1 : answered;
    }
}
