package io.gauntlet.lb.http1;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;

/**
 * Where a head is put together before it goes into a buffer in one piece, which is cheaper than many small pieces. Each
 * thread has one, to be used up before anything else is called.
 */
final class HeadBuffer {
    private static final int FIRST_SIZE = 4 * 1024;
    private static final int MAX_KEPT = 128 * 1024;

    private static final FastThreadLocal<HeadBuffer> OWN = new FastThreadLocal<>() {
        @Override
        protected HeadBuffer initialValue() {
            return new HeadBuffer();
        }
    };

    private byte[] bytes = new byte[FIRST_SIZE];
    private int length;

    /** The one of this thread, empty. */
    static HeadBuffer own() {
        HeadBuffer own = OWN.get();
        own.length = 0;
        if (own.bytes.length > MAX_KEPT) {
            own.bytes = new byte[FIRST_SIZE];
        }
        return own;
    }

    int length() {
        return length;
    }

    void moveTo(ByteBuf buffer) {
        buffer.writeBytes(bytes, 0, length);
    }

    private void room(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }

    HeadBuffer bytes(byte[] from, int begin, int count) {
        room(count);
        System.arraycopy(from, begin, bytes, length, count);
        length += count;
        return this;
    }

    HeadBuffer octet(int octet) {
        room(1);
        bytes[length++] = (byte) octet;
        return this;
    }

    /** Of characters up to 255; what is beyond has been kept out by who made the text. */
    // It cuts each character to a byte, which is what ISO-8859-1 is, and faster than asking that charset to do it.
    @SuppressWarnings("deprecation")
    HeadBuffer text(CharSequence text) {
        if (text instanceof AsciiString ascii) {
            return bytes(ascii.array(), ascii.arrayOffset(), ascii.length());
        }
        String string = text.toString();
        room(string.length());
        string.getBytes(0, string.length(), bytes, length);
        length += string.length();
        return this;
    }

    HeadBuffer separator() {
        return octet(':').octet(' ');
    }

    HeadBuffer endLine() {
        return octet('\r').octet('\n');
    }

    HeadBuffer field(CharSequence name, CharSequence value) {
        return text(name).separator().text(value).endLine();
    }

    HeadBuffer fields(HttpHeaders fields) {
        if (fields instanceof FieldLines lines) {
            lines.writeTo(this);
            return this;
        }
        for (Iterator<Map.Entry<CharSequence, CharSequence>> all = fields.iteratorCharSequence(); all.hasNext(); ) {
            Map.Entry<CharSequence, CharSequence> each = all.next();
            field(FieldSyntax.name(each.getKey()), FieldSyntax.value(each.getKey(), each.getValue()));
        }
        return this;
    }
}
