package io.gauntlet.backends.server;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.IntConsumer;

/**
 * Listens in on what a client sends and, if it is HTTP/2, tells which streams the client resets: Undertow notes a reset, but
 * tells nobody before the next write to the stream. Owned by the connection's IO thread.
 */
final class ResetTap {

    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int HEADER_BYTES = 9;
    private static final int RST_STREAM = 3;

    private final IntConsumer whenReset;
    private final byte[] header = new byte[HEADER_BYTES];
    private int prefaceSeen;
    private int headerSeen;
    private int payloadLeft;
    private boolean http2 = true;

    ResetTap(IntConsumer whenReset) {
        this.whenReset = whenReset;
    }

    /** The bytes from there to the buffer's position were read. */
    void read(ByteBuffer buffer, int from) {
        for (int i = from; http2 && i < buffer.position(); ) {
            if (prefaceSeen < PREFACE.length) {
                http2 = buffer.get(i++) == PREFACE[prefaceSeen++];
            } else if (payloadLeft > 0) {
                int skipped = Math.min(payloadLeft, buffer.position() - i);
                payloadLeft -= skipped;
                i += skipped;
            } else {
                header[headerSeen++] = buffer.get(i++);
                if (headerSeen == HEADER_BYTES) {
                    frame();
                }
            }
        }
    }

    /** RFC 9113, section 4.1. */
    private void frame() {
        ByteBuffer frame = ByteBuffer.wrap(header);
        payloadLeft = frame.getInt(0) >>> 8;
        headerSeen = 0;
        if (header[3] == RST_STREAM) {
            whenReset.accept(frame.getInt(5) & Integer.MAX_VALUE);
        }
    }
}
