package io.gauntlet.lb.access;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Lines of JSON in the making. Almost everything that they say is plain ASCII, so it is copied as it is; what has to be escaped
 * is left to Jackson. Confined to one thread at a time.
 */
final class LineBuffer {
    private static final int SIZE = 64 * 1024;
    private static final int MAX_KEPT = 1024 * 1024;
    private static final int MAX_DIGITS = 20;
    private static final int THOUSAND = 1_000;

    private byte[] bytes = new byte[SIZE];
    private int length;

    /** The bytes of a piece that is the same in every line. */
    static byte[] fixed(String piece) {
        return piece.getBytes(StandardCharsets.US_ASCII);
    }

    private void room(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }

    LineBuffer raw(byte[] piece) {
        room(piece.length);
        System.arraycopy(piece, 0, bytes, length, piece.length);
        length += piece.length;
        return this;
    }

    LineBuffer raw(char octet) {
        room(1);
        bytes[length++] = (byte) octet;
        return this;
    }

    /** A text in quotation marks. */
    LineBuffer quoted(String text) {
        raw('"');
        text(text);
        return raw('"');
    }

    /** A text, escaped where it has to be. */
    LineBuffer text(String text) {
        room(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c >= 127 || c == '"' || c == '\\') {
                String escaped = new String(JsonStringEncoder.getInstance().quoteAsString(text));
                // What is no character, as half of one that was cut in two, becomes a question mark.
                return raw(escaped.getBytes(StandardCharsets.UTF_8));
            }
            bytes[length + i] = (byte) c;
        }
        length += text.length();
        return this;
    }

    LineBuffer number(long value) {
        if (value < 0) {
            return text(Long.toString(value));
        }
        room(MAX_DIGITS);
        int end = length + 1;
        for (long rest = value; rest >= 10; rest /= 10) {
            end++;
        }
        int at = end;
        long rest = value;
        do {
            bytes[--at] = (byte) ('0' + rest % 10);
            rest /= 10;
        } while (rest != 0);
        length = end;
        return this;
    }

    /** Thousandths as three digits behind a point. */
    LineBuffer fraction(long thousandths) {
        raw('.');
        number(THOUSAND + thousandths);
        // The leading one has made sure of the zeros.
        System.arraycopy(bytes, length - 3, bytes, length - 4, 3);
        length--;
        return this;
    }

    int length() {
        return length;
    }

    /** Hands on all that there is. */
    void drain(OutputStream out) throws IOException {
        for (int at = 0; at < length; at += SIZE) {
            out.write(bytes, at, Math.min(SIZE, length - at));
        }
    }

    /** Empties it, and lets go of what it seldom needs. */
    void clear() {
        length = 0;
        if (bytes.length > MAX_KEPT) {
            bytes = new byte[SIZE];
        }
    }
}
