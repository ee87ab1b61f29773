package io.gauntlet.backends.server;

import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/** A body that is small enough to be made at once. */
record FixedContent(String type, ByteBuffer bytes) implements Content {

    static FixedContent json(byte[] bytes) {
        return new FixedContent("application/json", ByteBuffer.wrap(bytes));
    }

    @Override
    public long length() {
        return bytes.limit();
    }

    @Override
    public ByteBuffer slice(long position, long end) {
        return bytes.slice((int) position, (int) (end - position));
    }

    @Override
    public String checksum() {
        CRC32 crc = new CRC32();
        crc.update(bytes.duplicate());
        return DeterministicBody.hex(crc);
    }
}
