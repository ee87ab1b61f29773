package io.gauntlet.lb.http1;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpVersion;
import java.util.List;

/**
 * Where a body ends (RFC 9112 section 6.3). What can be read in two ways is not read at all: that is how requests are
 * smuggled. Stateless.
 */
final class Framing {
    /** The body comes in chunks. */
    static final long CHUNKED = -1;

    /** The body ends with its connection. */
    static final long UNTIL_CLOSE = -2;

    /** What 63 bits hold for sure. */
    private static final int MAX_DIGITS = 18;

    private Framing() {}

    /** The length of a request's body in bytes, or {@link #CHUNKED}. */
    static long ofRequest(HttpHeaders fields, HttpVersion version) throws Malformed {
        if (fields.contains(HttpHeaderNames.TRANSFER_ENCODING)) {
            requireChunked(fields, version);
            return CHUNKED;
        }
        List<String> lengths = fields.getAll(HttpHeaderNames.CONTENT_LENGTH);
        return switch (lengths.size()) {
            case 0 -> 0;
            case 1 -> length(lengths.get(0));
            default -> throw new Malformed("Content-Length is there more than once");
        };
    }

    /** The length of an answer's body, of one that has any, or {@link #CHUNKED} or {@link #UNTIL_CLOSE}. */
    static long ofAnswer(HttpHeaders fields, HttpVersion version) throws Malformed {
        if (fields.contains(HttpHeaderNames.TRANSFER_ENCODING)) {
            requireChunked(fields, version);
            return CHUNKED;
        }
        List<String> lengths = fields.getAll(HttpHeaderNames.CONTENT_LENGTH);
        if (lengths.isEmpty()) {
            return UNTIL_CLOSE;
        }
        if (lengths.size() > 1) {
            // The same thing said twice is careless but clear, and what goes on says it once.
            if (lengths.stream().distinct().count() > 1) {
                throw new Malformed("Content-Length says different things");
            }
            fields.set(HttpHeaderNames.CONTENT_LENGTH, lengths.get(0));
        }
        return length(lengths.get(0));
    }

    /** Only one coding can be read, and only where it was known already (RFC 9112 section 6.1). */
    private static void requireChunked(HttpHeaders fields, HttpVersion version) throws Malformed {
        if (fields.contains(HttpHeaderNames.CONTENT_LENGTH)) {
            throw new Malformed("there is both a Content-Length and a Transfer-Encoding");
        }
        if (!version.equals(HttpVersion.HTTP_1_1)) {
            throw new Malformed("HTTP/1.0 has no Transfer-Encoding");
        }
        List<String> lines = fields.getAll(HttpHeaderNames.TRANSFER_ENCODING);
        String codings = String.join(",", lines);
        if (lines.size() == 1 && HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(codings)) {
            return;
        }
        String[] each = codings.split(",", -1);
        boolean framed = HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(each[each.length - 1].strip());
        for (int i = 0; i < each.length - 1; i++) {
            String coding = each[i].strip();
            framed &= !coding.isEmpty() && !HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(coding);
        }
        if (framed && each.length > 1) {
            throw new Malformed(Malformed.Kind.UNKNOWN_CODING, "Transfer-Encoding has more than chunked");
        }
        throw new Malformed("Transfer-Encoding is not just chunked");
    }

    private static long length(String value) throws Malformed {
        boolean digits = !value.isEmpty() && value.length() <= MAX_DIGITS;
        for (int i = 0; i < value.length() && digits; i++) {
            digits = Octets.digit((byte) value.charAt(i)) && value.charAt(i) < 128;
        }
        if (!digits) {
            throw new Malformed("Content-Length is not a number");
        }
        return Long.parseLong(value);
    }
}
