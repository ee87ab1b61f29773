package io.gauntlet.lb.http1;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.function.BooleanSupplier;

/** Writes answers; those that never have a body have none, whatever their fields say. Confined to its event loop. */
public final class AnswerWriter extends MessageWriter {
    private static final String VERSION = "HTTP/1.1 ";

    private final BooleanSupplier askedForHead;

    /**
     * @param askedForHead whether the request that is being answered is a HEAD
     */
    public AnswerWriter(BooleanSupplier askedForHead) {
        this.askedForHead = askedForHead;
    }

    @Override
    void startLine(HttpMessage head, HeadBuffer out) {
        HttpResponseStatus status = ((HttpResponse) head).status();
        out.text(VERSION)
                .text(status.codeAsText())
                .octet(' ')
                .text(status.reasonPhrase())
                .endLine();
    }

    @Override
    Body body(HttpMessage head) {
        HttpHeaders fields = head.headers();
        int status = ((HttpResponse) head).status().code();
        if (status < 200 || status == 204) {
            // Neither may say anything of a body (RFC 9110 section 8.6, RFC 9112 section 6.1).
            fields.remove(HttpHeaderNames.CONTENT_LENGTH);
            fields.remove(HttpHeaderNames.TRANSFER_ENCODING);
            return Body.NONE;
        }
        if (status == 205) {
            // It resets a form, and has nothing else to say (RFC 9110 section 15.3.6).
            fields.remove(HttpHeaderNames.TRANSFER_ENCODING);
            fields.set(HttpHeaderNames.CONTENT_LENGTH, HttpHeaderValues.ZERO);
            return Body.NONE;
        }
        if (status == 304 || askedForHead.getAsBoolean()) {
            return Body.NONE;
        }
        return fields.contains(HttpHeaderNames.TRANSFER_ENCODING) ? Body.CHUNKED : Body.PLAIN;
    }
}
