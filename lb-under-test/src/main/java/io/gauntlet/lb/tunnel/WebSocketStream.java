package io.gauntlet.lb.tunnel;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * Follows the frames of a WebSocket (RFC 6455 section 5.2) by their heads alone, to know where one may be put in.
 *
 * <pre>
 *   FIN rsv opcode | MASK length7 | 0, 2 or 8 bytes of length | 0 or 4 bytes of mask | payload
 * </pre>
 *
 * Confined to the event loop of its tunnel.
 */
public final class WebSocketStream implements Stream {
    private static final int OPCODE = 0x0f;
    private static final int CLOSE = 0x8;
    private static final int MASK = 0x80;
    private static final int LENGTH = 0x7f;
    private static final int TWO_BYTES = 126;
    private static final int EIGHT_BYTES = 127;
    private static final int FIN_CLOSE = 0x88;
    private static final int GOING_AWAY = 1001;

    private final boolean masked;
    private boolean inHead;
    private boolean closed;
    private int headRead;
    private int headSize;
    private int lengthEnd;
    private long length;
    private long payloadLeft;

    /**
     * @param masked whether this is the way from the client, whose frames alone are masked (RFC 6455 section 5.1)
     */
    public WebSocketStream(boolean masked) {
        this.masked = masked;
    }

    @Override
    public void passed(ByteBuf bytes) {
        int at = bytes.readerIndex();
        int end = bytes.writerIndex();
        while (at < end) {
            if (payloadLeft > 0) {
                int skipped = (int) Math.min(payloadLeft, end - at);
                payloadLeft -= skipped;
                at += skipped;
            } else {
                headByte(bytes.getUnsignedByte(at));
                at++;
            }
        }
    }

    private void headByte(int value) {
        if (!inHead) {
            inHead = true;
            headRead = 1;
            closed |= (value & OPCODE) == CLOSE;
            return;
        }
        headRead++;
        if (headRead == 2) {
            secondByte(value);
        } else if (headRead <= lengthEnd) {
            length = length << 8 | value;
        }
        if (headRead == headSize) {
            inHead = false;
            // A length with its highest bit set is none; what follows it has no frames that we could know.
            payloadLeft = length < 0 ? Long.MAX_VALUE : length;
        }
    }

    private void secondByte(int value) {
        int short7 = value & LENGTH;
        int extended = short7 == TWO_BYTES ? 2 : short7 == EIGHT_BYTES ? 8 : 0;
        lengthEnd = 2 + extended;
        headSize = lengthEnd + ((value & MASK) == 0 ? 0 : 4);
        length = extended == 0 ? short7 : 0;
    }

    /** Whether a frame of our own may come next: a control frame may, between the pieces of a message, too (section 5.4). */
    boolean betweenFrames() {
        return !inHead && payloadLeft == 0;
    }

    /** A close frame, unless a frame is under way, or nothing may follow the sender's own one (section 5.5.1). */
    @Override
    public ByteBuf farewell() {
        if (!betweenFrames() || closed) {
            return Unpooled.EMPTY_BUFFER;
        }
        ByteBuf frame = Unpooled.buffer(8);
        frame.writeByte(FIN_CLOSE);
        if (masked) {
            // A mask of zeros leaves the payload as it is; there is nothing in it that an attacker chose.
            frame.writeByte(MASK | 2).writeInt(0);
        } else {
            frame.writeByte(2);
        }
        return frame.writeShort(GOING_AWAY);
    }
}
