package io.gauntlet.harness.bench;

import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * A client's side of one connection: HTTP/1.1 with answers of a known length, one request at a time. Confined to the thread of its
 * {@link Connections}.
 */
final class HttpConnection {
    private static final int FIRST_HEAD = 512;
    private static final int LARGEST_HEAD = 64 << 10;
    private static final byte[] END = {'\r', '\n', '\r', '\n'};
    private static final String LENGTH = "\r\ncontent-length:";
    private static final String GOOD = "http/1.1 200";

    private final SocketChannel channel;
    private byte[] head = new byte[FIRST_HEAD];
    private int headLength;
    private long missing;
    private boolean good;
    private boolean underWay;
    private long intendedNanos;

    HttpConnection(SocketChannel channel) {
        this.channel = channel;
    }

    SocketChannel channel() {
        return channel;
    }

    /** When the request that is under way was to be sent. */
    long intendedNanos() {
        return intendedNanos;
    }

    boolean underWay() {
        return underWay;
    }

    /** Whether the last answer was one of 200. */
    boolean good() {
        return good;
    }

    void begin(long intended) {
        intendedNanos = intended;
        underWay = true;
    }

    /** Takes what came; true when the answer is whole. */
    boolean receive(byte[] bytes, int length) {
        int at = 0;
        while (at < length) {
            if (missing > 0) {
                int taken = (int) Math.min(missing, length - at);
                missing -= taken;
                at += taken;
            } else {
                append(bytes[at++]);
                if (!headEnds()) {
                    continue;
                }
                missing = parsed();
            }
            if (missing == 0) {
                underWay = false;
                return true;
            }
        }
        return false;
    }

    private void append(byte next) {
        if (headLength == head.length) {
            if (headLength >= LARGEST_HEAD) {
                throw new BenchException("an answer's head of more than " + LARGEST_HEAD + " bytes");
            }
            head = Arrays.copyOf(head, headLength * 2);
        }
        head[headLength++] = next;
    }

    private boolean headEnds() {
        return headLength >= END.length && Arrays.equals(head, headLength - END.length, headLength, END, 0, END.length);
    }

    private long parsed() {
        var text = new String(head, 0, headLength, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
        headLength = 0;
        good = text.startsWith(GOOD);
        int length = text.indexOf(LENGTH);
        if (length < 0) {
            throw new BenchException("an answer without Content-Length: "
                    + text.lines().findFirst().orElse(""));
        }
        int from = length + LENGTH.length();
        return Long.parseLong(text.substring(from, text.indexOf('\r', from)).strip());
    }

    void register(java.nio.channels.Selector selector) throws java.io.IOException {
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ, this);
    }
}
