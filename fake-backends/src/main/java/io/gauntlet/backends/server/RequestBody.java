package io.gauntlet.backends.server;

import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/**
 * What is known of a request's body that was read to its end. Immutable.
 *
 * @param checksum its CRC32, in 8 hex digits
 * @param start its first bytes, where they were asked for
 */
record RequestBody(String checksum, long bytes, ByteBuffer start) {

    static final RequestBody NONE = new RequestBody(DeterministicBody.hex(new CRC32()), 0, ByteBuffer.allocate(0));

    /** {@code true} or {@code false}, or empty where nothing was claimed. */
    String intact(String claimed) {
        return claimed.isEmpty() ? "" : Boolean.toString(claimed.trim().equalsIgnoreCase(checksum));
    }
}
