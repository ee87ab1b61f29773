package io.gauntlet.lb.http1;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequest;

/** Writes requests. Confined to its event loop. */
public final class RequestWriter extends MessageWriter {
    private static final String VERSION = " HTTP/1.1\r\n";

    @Override
    void startLine(HttpMessage head, HeadBuffer out) {
        HttpRequest request = (HttpRequest) head;
        out.text(request.method().asciiName()).octet(' ').text(request.uri()).text(VERSION);
    }

    @Override
    Body body(HttpMessage head) {
        HttpHeaders fields = head.headers();
        if (fields.contains(HttpHeaderNames.TRANSFER_ENCODING)) {
            return Body.CHUNKED;
        }
        return fields.contains(HttpHeaderNames.CONTENT_LENGTH) ? Body.PLAIN : Body.NONE;
    }
}
