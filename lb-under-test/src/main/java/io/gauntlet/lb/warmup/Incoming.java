package io.gauntlet.lb.warmup;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * Finds out where one message after the other ends, requests and answers alike. Believes what it reads: it comes from this
 * very process. Not thread-safe.
 */
final class Incoming {
    private static final int MAX_HEAD = 16 * 1024;
    private static final byte[] HEAD_END = bytes("\r\n\r\n");
    private static final byte[] LAST_CHUNK = bytes("\r\n0\r\n\r\n");

    private byte[] head = new byte[1024];
    private int headLength;

    /** How much of the end that is waited for has come: of the head, then of a chunked body. */
    private int matched;

    private State state = State.HEAD;
    private long bodyLeft;
    private String firstLine = "";

    private enum State {
        HEAD,
        BODY,
        CHUNKS
    }

    /** That of the message that came last, in lower case. */
    String firstLine() {
        return firstLine;
    }

    /**
     * Takes what has come; nobody sends a second message before he has an answer to the first.
     *
     * @return whether the message is whole now
     */
    boolean take(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining() && state == State.HEAD) {
            if (takeHead(bytes.get())) {
                readHead();
            }
        }
        if (state == State.BODY) {
            bodyLeft -= bytes.remaining();
            bytes.position(bytes.limit());
            return bodyLeft <= 0 && next();
        }
        while (bytes.hasRemaining() && state == State.CHUNKS) {
            if (matches(LAST_CHUNK, bytes.get())) {
                return next();
            }
        }
        return false;
    }

    private boolean takeHead(byte next) throws IOException {
        if (headLength == head.length) {
            if (headLength == MAX_HEAD) {
                throw new IOException("a head of more than " + MAX_HEAD + " bytes");
            }
            head = Arrays.copyOf(head, 2 * headLength);
        }
        head[headLength++] = next;
        return matches(HEAD_END, next);
    }

    /** Whether with this byte the whole end has come; neither end has a CR at which a shorter match could go on, but its first. */
    private boolean matches(byte[] end, byte next) {
        if (end[matched] != next) {
            matched = next == end[0] ? 1 : 0;
            return false;
        }
        matched++;
        return matched == end.length;
    }

    private void readHead() {
        String text = new String(head, 0, headLength, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
        firstLine = text.substring(0, text.indexOf('\r'));
        int length = text.indexOf("\r\ncontent-length:");
        bodyLeft = length < 0 ? 0 : number(text, length + "\r\ncontent-length:".length());
        state = text.contains("\r\ntransfer-encoding:") ? State.CHUNKS : State.BODY;
        // The CRLF of the head stands before the first chunk, which may be the last.
        matched = 2;
    }

    private static long number(String text, int from) {
        return Long.parseLong(text.substring(from, text.indexOf('\r', from)).strip());
    }

    private boolean next() {
        state = State.HEAD;
        headLength = 0;
        matched = 0;
        return true;
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
