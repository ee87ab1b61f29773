package io.gauntlet.lb.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;

/**
 * Whether a client's connection outlives the answer that is due on it, and how its client is told of that and of the answer's
 * end (RFC 9112 sections 6.3 and 9.3). Begun anew with each request. Confined to the connection's event loop.
 */
final class Persistence {
    private boolean head;
    private boolean old;
    private boolean kept;
    private boolean unframed;

    /**
     * A request has come.
     *
     * @param mayStay whether more requests would be taken
     */
    void begin(HttpRequest request, boolean mayStay) {
        head = request.method().equals(HttpMethod.HEAD);
        old = request.protocolVersion().equals(HttpVersion.HTTP_1_0);
        unframed = false;
        kept = HttpUtil.isKeepAlive(request) && mayStay;
    }

    /** A request will not come, though it has begun to. */
    void beginHeadless() {
        head = false;
        kept = false;
    }

    /** The answer that is due is the last one. */
    void end() {
        kept = false;
    }

    /** Whether the answer has no body, whatever its fields say. */
    boolean answersHead() {
        return head;
    }

    /** Whether the client speaks HTTP/1.0. */
    boolean old() {
        return old;
    }

    /** Whether the connection outlives the answer, by what is known so far. */
    boolean kept() {
        return kept;
    }

    /** Whether only the connection's end tells where the answer ends. */
    boolean unframed() {
        return unframed;
    }

    /**
     * Fits a backend's answer to the client.
     *
     * @param endsWithConnection whether at the backend its connection's end was the answer's
     * @param mayStay whether another request could follow
     */
    void fit(HttpResponse response, boolean endsWithConnection, boolean mayStay) {
        boolean dechunked = old && HttpUtil.isTransferEncodingChunked(response);
        unframed = old && (endsWithConnection || dechunked);
        kept = kept && mayStay && !unframed;
        Fields.toClient(response, old, kept);
        if (endsWithConnection && !old) {
            response.headers().set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        }
    }

    /**
     * Fits an answer of our own, whose length is known.
     *
     * @param mayStay whether another request could follow
     */
    void fitOwn(HttpResponse response, boolean mayStay) {
        kept = kept && mayStay;
        if (!kept) {
            response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        } else if (old) {
            response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
        }
    }
}
