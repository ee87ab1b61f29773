package io.gauntlet.lb.http1;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.AsciiString;
import java.util.List;
import java.util.Map;

/**
 * What may come after a body: nothing that frames or routes the message, which a recipient that merges trailers with header
 * fields would believe (RFC 9110 section 6.5.1). Stateless.
 */
final class Trailers {
    private static final List<AsciiString> NEVER = List.of(
            HttpHeaderNames.CONTENT_LENGTH,
            HttpHeaderNames.TRANSFER_ENCODING,
            HttpHeaderNames.TRAILER,
            HttpHeaderNames.HOST,
            HttpHeaderNames.CONNECTION,
            HttpHeaderNames.TE,
            HttpHeaderNames.UPGRADE,
            AsciiString.cached("keep-alive"),
            AsciiString.cached("proxy-connection"));

    private Trailers() {}

    /** Fills those that may pass into what ends a body. */
    static LastHttpContent of(HttpHeaders came, LastHttpContent last) {
        NEVER.forEach(came::remove);
        for (Map.Entry<String, String> each : came.entries()) {
            last.trailingHeaders().add(each.getKey(), each.getValue());
        }
        return last;
    }
}
