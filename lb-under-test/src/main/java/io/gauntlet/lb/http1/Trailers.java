package io.gauntlet.lb.http1;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.AsciiString;
import java.util.List;
import java.util.Map;

/**
 * What may come after a body: nothing that frames or routes the message or claims where it came from, which a recipient
 * that merges trailers with header fields would believe (RFC 9110 section 6.5.1). Stateless.
 */
public final class Trailers {
    private static final List<AsciiString> NEVER = List.of(
            HttpHeaderNames.CONTENT_LENGTH,
            HttpHeaderNames.TRANSFER_ENCODING,
            HttpHeaderNames.TRAILER,
            HttpHeaderNames.HOST,
            HttpHeaderNames.CONNECTION,
            HttpHeaderNames.TE,
            HttpHeaderNames.UPGRADE,
            AsciiString.cached("keep-alive"),
            AsciiString.cached("proxy-connection"),
            HttpHeaderNames.AUTHORIZATION,
            AsciiString.cached("forwarded"),
            AsciiString.cached("x-forwarded-for"),
            AsciiString.cached("x-forwarded-proto"),
            AsciiString.cached("x-forwarded-host"),
            AsciiString.cached("x-forwarded-port"),
            AsciiString.cached("x-real-ip"),
            AsciiString.cached("client-cert"),
            AsciiString.cached("client-cert-chain"));

    private Trailers() {}

    /** Takes out what may not stand there. */
    public static void clean(HttpHeaders trailers) {
        NEVER.forEach(trailers::remove);
    }

    /** Fills those that may pass into what ends a body. */
    static LastHttpContent of(HttpHeaders came, LastHttpContent last) {
        clean(came);
        for (Map.Entry<String, String> each : came.entries()) {
            last.trailingHeaders().add(each.getKey(), each.getValue());
        }
        return last;
    }
}
