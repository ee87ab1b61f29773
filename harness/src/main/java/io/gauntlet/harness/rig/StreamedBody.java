package io.gauntlet.harness.rig;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.CRC32;

/** A body that is made while it is sent, at an even pace, so that its size costs no memory. */
final class StreamedBody extends InputStream {
    private static final int PIECE = 64 * 1024;
    private static final byte[] PATTERN = pattern();

    private final long length;
    private final double nanosPerByte;
    private final long began = System.nanoTime();
    private long at;

    StreamedBody(long length, Duration over) {
        this.length = length;
        this.nanosPerByte = length == 0 ? 0 : (double) over.toNanos() / length;
    }

    /** No byte equals its neighbour, and 251 divides no power of two: a shifted or repeated piece does not go unseen. */
    private static byte[] pattern() {
        var bytes = new byte[PIECE + 251];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i % 251);
        }
        return bytes;
    }

    /** The checksum of all of it, as {@code X-Body-Crc32} has it. */
    static String crc32(long length) {
        var crc = new CRC32();
        for (long at = 0; at < length; at += PIECE) {
            crc.update(PATTERN, (int) (at % 251), (int) Math.min(PIECE, length - at));
        }
        return String.format("%08x", crc.getValue());
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int wanted) throws IOException {
        if (at >= length) {
            return -1;
        }
        int count = (int) Math.min(Math.min(wanted, PIECE), length - at);
        pace();
        System.arraycopy(PATTERN, (int) (at % 251), into, offset, count);
        at += count;
        return count;
    }

    private void pace() throws IOException {
        long due = began + (long) (at * nanosPerByte);
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
            LockSupport.parkNanos(left);
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedIOException("interrupted");
            }
        }
    }
}
