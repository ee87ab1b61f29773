package io.gauntlet.lb.http1;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.FastThreadLocal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads heads and trailers (RFC 9112 sections 3 to 5 and 7.1.2) in one pass over their bytes, and takes nothing for another
 * thing than what its grammar says: lines end with CR LF, one space is one space, no line is folded, no control character
 * passes. Each thread has one, used for one head at a time.
 *
 * <p>A head that has not come whole is read again from its beginning when more has come. That can't be made to cost much: it
 * has at most as many lines as it may have fields.
 */
final class HeadParser {
    private static final int FIRST_SIZE = 2 * 1024;
    private static final int FIRST_FIELDS = 32;
    private static final byte[] HTTP = {'H', 'T', 'T', 'P', '/'};

    private static final FastThreadLocal<HeadParser> OWN = new FastThreadLocal<>() {
        @Override
        protected HeadParser initialValue() {
            return new HeadParser();
        }
    };

    private byte[] bytes = new byte[FIRST_SIZE];
    private int[] spans = new int[FIRST_FIELDS * FieldLines.SPAN];
    private HeadLimits limits = HeadLimits.OF_REQUESTS;
    private @Nullable ByteBuf source;
    private int filled;
    private int at;
    private int fields;
    private long seen;

    /** Tells that the head is not there as a whole; what it is thrown for has been read in vain. */
    private static final class Unfinished extends Exception {
        Unfinished() {
            super(null, null, false, false);
        }
    }

    static HeadParser own() {
        return OWN.get();
    }

    /**
     * Takes a request's head from the buffer, which must begin with it.
     *
     * @return null where it has not come whole; the buffer is then untouched
     */
    @Nullable HttpRequest request(ByteBuf in) throws Malformed {
        begin(in, HeadLimits.OF_REQUESTS);
        try {
            HttpMethod method = method();
            String target = target();
            HttpVersion version = version();
            endLine();
            FieldLines lines = fields();
            in.skipBytes(at);
            return new DefaultHttpRequest(version, method, target, lines);
        } catch (Unfinished e) {
            return null;
        } finally {
            source = null;
        }
    }

    /** The same for the head of an answer. */
    @Nullable HttpResponse answer(ByteBuf in) throws Malformed {
        begin(in, HeadLimits.OF_ANSWERS);
        try {
            HttpVersion version = version();
            HttpResponseStatus status = status();
            FieldLines lines = fields();
            in.skipBytes(at);
            return new DefaultHttpResponse(version, status, lines);
        } catch (Unfinished e) {
            return null;
        } finally {
            source = null;
        }
    }

    /** The same for what comes after the last chunk. */
    @Nullable LastHttpContent trailers(ByteBuf in) throws Malformed {
        begin(in, HeadLimits.OF_REQUESTS);
        try {
            FieldLines lines = fields();
            in.skipBytes(at);
            return lines.isEmpty()
                    ? LastHttpContent.EMPTY_LAST_CONTENT
                    : Trailers.of(lines, new DefaultLastHttpContent());
        } catch (Unfinished e) {
            return null;
        } finally {
            source = null;
        }
    }

    private void begin(ByteBuf in, HeadLimits within) {
        source = in;
        limits = within;
        filled = 0;
        at = 0;
        fields = 0;
        seen = 0;
    }

    /** The byte at this place of the head. */
    private byte octet(int place) throws Malformed, Unfinished {
        if (place >= filled) {
            fill(place);
        }
        return bytes[place];
    }

    private void fill(int place) throws Malformed, Unfinished {
        ByteBuf in = source;
        if (in == null) {
            throw new IllegalStateException("no head is being read");
        }
        int there = Math.min(in.readableBytes(), limits.head());
        if (place >= there) {
            if (place >= limits.head()) {
                throw new Malformed(Malformed.Kind.HEAD_TOO_LARGE, "the head is too large");
            }
            throw new Unfinished();
        }
        if (place >= bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.min(limits.head(), bytes.length * 2));
        }
        int count = Math.min(there, bytes.length) - filled;
        in.getBytes(in.readerIndex() + filled, bytes, filled, count);
        filled += count;
    }

    private HttpMethod method() throws Malformed, Unfinished {
        int i = 0;
        while (Octets.token(octet(i))) {
            i++;
            requireLine(i);
        }
        if (i == 0 || bytes[i] != ' ') {
            throw new Malformed("the request line does not begin with a method");
        }
        at = i + 1;
        if (i == 3 && bytes[0] == 'G' && bytes[1] == 'E' && bytes[2] == 'T') {
            return HttpMethod.GET;
        }
        return HttpMethod.valueOf(text(0, i));
    }

    private String target() throws Malformed, Unfinished {
        int i = at;
        for (byte octet = octet(i); octet > ' ' || octet < 0; octet = octet(i)) {
            i++;
            requireLine(i);
        }
        if (i == at || bytes[i] != ' ') {
            throw new Malformed("the request line is not a method, a target and a version");
        }
        String target = text(at, i);
        at = i + 1;
        return target;
    }

    private void requireLine(int length) throws Malformed {
        if (length > limits.line()) {
            throw new Malformed(Malformed.Kind.TARGET_TOO_LONG, "the request line is too long");
        }
    }

    private HttpVersion version() throws Malformed, Unfinished {
        for (byte expected : HTTP) {
            require(octet(at) == expected);
            at++;
        }
        byte major = octet(at);
        require(Octets.digit(major));
        require(octet(at + 1) == '.');
        byte minor = octet(at + 2);
        require(Octets.digit(minor));
        at += 3;
        if (major == '1') {
            // Higher minor versions are to be read as the highest one that is known (RFC 9110 section 2.5).
            return minor == '0' ? HttpVersion.HTTP_1_0 : HttpVersion.HTTP_1_1;
        }
        return HttpVersion.valueOf("HTTP/" + (char) major + '.' + (char) minor);
    }

    private static void require(boolean fits) throws Malformed {
        if (!fits) {
            throw new Malformed("the version of HTTP is malformed");
        }
    }

    private HttpResponseStatus status() throws Malformed, Unfinished {
        octet(at + 3);
        int code = 0;
        boolean digits = bytes[at] == ' ';
        for (int i = at + 1; i <= at + 3; i++) {
            digits &= Octets.digit(bytes[i]);
            code = code * 10 + bytes[i] - '0';
        }
        if (!digits || code < 100) {
            throw new Malformed("the status is malformed");
        }
        at += 4;
        int reason = at;
        if (octet(at) == ' ') {
            reason++;
            at++;
            while (Octets.text(octet(at))) {
                at++;
            }
        }
        int end = at;
        endLine();
        return status(code, reason, end);
    }

    private HttpResponseStatus status(int code, int from, int to) {
        HttpResponseStatus known = HttpResponseStatus.valueOf(code);
        return same(from, to, known.reasonPhrase()) ? known : new HttpResponseStatus(code, text(from, to));
    }

    /** To the letter: unlike a field's name, what a backend says there is passed on as it says it. */
    private boolean same(int from, int to, String text) {
        boolean same = to - from == text.length();
        for (int i = from; same && i < to; i++) {
            same = bytes[i] == text.charAt(i - from);
        }
        return same;
    }

    private FieldLines fields() throws Malformed, Unfinished {
        while (octet(at) != '\r') {
            field();
        }
        endLine();
        return new FieldLines(Arrays.copyOf(bytes, at), Arrays.copyOf(spans, fields * FieldLines.SPAN), seen);
    }

    private void field() throws Malformed, Unfinished {
        int name = at;
        int i = name;
        while (Octets.token(octet(i))) {
            i++;
        }
        if (i == name || bytes[i] != ':') {
            throw new Malformed("a header field does not begin with a name and a colon");
        }
        int nameEnd = i;
        i++;
        while (Octets.blank(octet(i))) {
            i++;
        }
        int value = i;
        int valueEnd = i;
        for (byte octet = octet(i); Octets.text(octet); octet = octet(i)) {
            i++;
            if (!Octets.blank(octet)) {
                valueEnd = i;
            }
        }
        at = i;
        endLine();
        add(name, nameEnd, value, valueEnd);
    }

    private void add(int name, int nameEnd, int value, int valueEnd) throws Malformed {
        if (fields == limits.fields()) {
            throw new Malformed(Malformed.Kind.HEAD_TOO_LARGE, "there are too many header fields");
        }
        int span = fields * FieldLines.SPAN;
        if (span == spans.length) {
            spans = Arrays.copyOf(spans, span * 2);
        }
        int hash = FieldNames.hash(bytes, name, nameEnd);
        spans[span] = hash;
        spans[span + 1] = name;
        spans[span + 2] = nameEnd;
        spans[span + 3] = value;
        spans[span + 4] = valueEnd;
        seen |= FieldNames.bit(hash);
        fields++;
    }

    /** A line ends with CR LF: a recipient that takes less than that sees other lines than the next one. */
    private void endLine() throws Malformed, Unfinished {
        if (octet(at) != '\r' || octet(at + 1) != '\n') {
            throw new Malformed("a line has a character that it may not have");
        }
        at += 2;
    }

    private String text(int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }
}
