package io.gauntlet.lb.health;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;

/**
 * The two messages of {@code grpc.health.v1.Health/Check}: a request that names a service, and an answer that is read as it
 * comes, and never held beyond what a good one may have. Not thread-safe.
 *
 * <pre>
 *   frame    = compressed (0) length (4 bytes) message
 *   request  = [0x0a length name]          service = 1, a text
 *   answer   = [0x08 status]               status = 1, an enum; left out for UNKNOWN = 0
 * </pre>
 */
final class HealthMessage {
    private static final int PREFIX = 5;
    private static final int SERVICE = 0x0a;
    private static final int STATUS = 0x08;
    private static final int SERVING = 1;

    /** A field and a status of one byte each; a server may add fields, but hardly more than this. */
    private static final int MAX = 256;

    private final byte[] bytes = new byte[MAX];
    private int length;

    /** The frame that asks for a service; the empty one is the server as a whole. */
    static ByteBuf request(ByteBufAllocator alloc, String service) {
        byte[] name = service.getBytes(StandardCharsets.UTF_8);
        ByteBuf message = alloc.buffer(PREFIX + 4 + name.length);
        message.writeByte(0).writeInt(0);
        if (name.length > 0) {
            message.writeByte(SERVICE);
            writeVarint(message, name.length);
            message.writeBytes(name);
        }
        message.setInt(1, message.readableBytes() - PREFIX);
        return message;
    }

    private static void writeVarint(ByteBuf to, int number) {
        int left = number;
        while (left > 0x7f) {
            to.writeByte((left & 0x7f) | 0x80);
            left >>>= 7;
        }
        to.writeByte(left);
    }

    /** The next piece of the answer; false when it cannot be a good one any more. */
    boolean add(ByteBuf piece) {
        int more = piece.readableBytes();
        if (length + more > MAX) {
            return false;
        }
        piece.readBytes(bytes, length, more);
        length += more;
        return length < PREFIX || (bytes[0] == 0 && announced() >= 0 && PREFIX + announced() <= MAX);
    }

    private int announced() {
        return (bytes[1] & 0xff) << 24 | (bytes[2] & 0xff) << 16 | (bytes[3] & 0xff) << 8 | (bytes[4] & 0xff);
    }

    private boolean whole() {
        return length >= PREFIX && length == PREFIX + announced();
    }

    boolean serving() {
        return whole() && status() == SERVING;
    }

    /** The status, or 0 where there is none. */
    private int status() {
        return length > PREFIX + 1 && bytes[PREFIX] == STATUS ? bytes[PREFIX + 1] : 0;
    }

    /** What it says, for people to read. */
    String text() {
        if (!whole()) {
            return "no health message";
        }
        return switch (status()) {
            case 0 -> "UNKNOWN";
            case SERVING -> "SERVING";
            case 2 -> "NOT_SERVING";
            case 3 -> "SERVICE_UNKNOWN";
            default -> "health status " + status();
        };
    }
}
