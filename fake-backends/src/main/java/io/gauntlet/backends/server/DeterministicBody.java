package io.gauntlet.backends.server;

import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.CRC32;

/**
 * The bodies of all answers: the first bytes of one endless stream, which repeats a pseudo-random block, so that a body
 * of any length costs no memory. Thread-safe.
 */
final class DeterministicBody {

    private static final int BLOCK_BYTES = 64 * 1024;
    private static final int MAX_CACHED = 1024;

    private final ByteBuffer block;
    private final Map<Long, String> checksums = new ConcurrentHashMap<>();

    DeterministicBody() {
        byte[] bytes = new byte[BLOCK_BYTES];
        new Random(1).nextBytes(bytes);
        block = ByteBuffer.allocateDirect(BLOCK_BYTES).put(bytes).flip();
    }

    /** The first so many bytes. */
    Content first(long length) {
        return new First(this, length);
    }

    private record First(DeterministicBody body, long length) implements Content {
        @Override
        public String type() {
            return "application/octet-stream";
        }

        @Override
        public ByteBuffer slice(long position, long end) {
            return body.slice(position, end);
        }

        @Override
        public String checksum() {
            return body.checksum(length);
        }
    }

    private ByteBuffer slice(long position, long end) {
        int from = (int) (position % BLOCK_BYTES);
        int length = (int) Math.min(BLOCK_BYTES - from, end - position);
        return block.slice(from, length);
    }

    /** The CRC32 of a body of this length, in 8 hex digits; slow (about a second a GiB) only the first time. */
    String checksum(long length) {
        String known = checksums.get(length);
        if (known != null) {
            return known;
        }
        CRC32 crc = new CRC32();
        for (long position = 0; position < length; ) {
            ByteBuffer slice = slice(position, length);
            position += slice.remaining();
            crc.update(slice);
        }
        String checksum = hex(crc);
        if (checksums.size() >= MAX_CACHED) {
            checksums.clear();
        }
        checksums.put(length, checksum);
        return checksum;
    }

    static String hex(CRC32 crc) {
        return String.format(Locale.ROOT, "%08x", crc.getValue());
    }
}
