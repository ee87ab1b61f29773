package io.gauntlet.lb.http2;

import io.gauntlet.lb.http1.FieldSyntax;
import io.gauntlet.lb.http1.Trailers;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;

/** Header fields from HTTP/2 to HTTP/1.1 and back (RFC 9113 section 8.2). Stateless. */
final class StreamFields {
    /** Mean something to one HTTP/1.1 connection alone; Host has become {@code :authority}. */
    private static final Set<AsciiString> LEFT_OUT = Set.of(
            HttpHeaderNames.CONNECTION,
            AsciiString.cached("keep-alive"),
            AsciiString.cached("proxy-connection"),
            HttpHeaderNames.TRANSFER_ENCODING,
            HttpHeaderNames.UPGRADE,
            HttpHeaderNames.HOST);

    private static final String BETWEEN_CRUMBS = "; ";

    private StreamFields() {}

    /**
     * Copies all but the pseudo-header fields, the crumbs of cookies put together again (RFC 9113 section 8.2.3).
     *
     * @throws Http2Exception if a field could not stand in HTTP/1.1: it would say something else there
     */
    static void copy(Http2Headers from, HttpHeaders to) throws Http2Exception {
        StringBuilder cookie = null;
        for (Map.Entry<CharSequence, CharSequence> field : from) {
            CharSequence name = field.getKey();
            if (Http2Headers.PseudoHeaderName.hasPseudoHeaderFormat(name)) {
                continue;
            }
            if (!HttpHeaderNames.COOKIE.contentEquals(name)) {
                add(to, name, field.getValue());
            } else if (cookie == null) {
                cookie = new StringBuilder(field.getValue());
            } else {
                cookie.append(BETWEEN_CRUMBS).append(field.getValue());
            }
        }
        if (cookie != null) {
            add(to, HttpHeaderNames.COOKIE, cookie.toString());
        }
    }

    /**
     * Copies what comes after the content.
     *
     * @throws Http2Exception if a field may not stand there
     */
    static void copyTrailers(Http2Headers from, HttpHeaders to) throws Http2Exception {
        for (CharSequence name : from.names()) {
            if (Http2Headers.PseudoHeaderName.hasPseudoHeaderFormat(name)) {
                throw malformed("a pseudo-header field in the trailers");
            }
        }
        copy(from, to);
        Trailers.clean(to);
    }

    private static void add(HttpHeaders to, CharSequence name, CharSequence value) throws Http2Exception {
        try {
            to.add(name, FieldSyntax.value(name, value));
        } catch (IllegalArgumentException e) {
            throw malformed("a field that HTTP/1.1 could not carry");
        }
    }

    /** A message that is not well-formed (RFC 9113 section 8.1.1); ends its stream alone. */
    static Http2Exception malformed(String what) {
        return new Http2Exception(Http2Error.PROTOCOL_ERROR, what);
    }

    static Http2Headers of(HttpHeaders fields) {
        Http2Headers result = new DefaultHttp2Headers(false, fields.size());
        addTo(result, fields);
        return result;
    }

    static void addTo(Http2Headers result, HttpHeaders fields) {
        Iterator<Map.Entry<CharSequence, CharSequence>> all = fields.iteratorCharSequence();
        while (all.hasNext()) {
            Map.Entry<CharSequence, CharSequence> field = all.next();
            AsciiString name = AsciiString.of(field.getKey()).toLowerCase();
            boolean trailers = name.equals(HttpHeaderNames.TE)
                    && HttpHeaderValues.TRAILERS.contentEqualsIgnoreCase(field.getValue());
            if (trailers || (!LEFT_OUT.contains(name) && !name.equals(HttpHeaderNames.TE))) {
                result.add(name, field.getValue());
            }
        }
    }
}
