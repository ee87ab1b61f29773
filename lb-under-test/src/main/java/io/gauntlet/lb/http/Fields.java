package io.gauntlet.lb.http;

import io.gauntlet.lb.config.UpstreamProtocol;
import io.gauntlet.lb.tls.Secured;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.AsciiString;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes the header fields of one side fit for the other. Stateless. */
final class Fields {
    private static final AsciiString CLIENT_CERT = AsciiString.cached("client-cert");
    private static final AsciiString KEEP_ALIVE = AsciiString.cached("keep-alive");
    private static final AsciiString PROXY_CONNECTION = AsciiString.cached("proxy-connection");
    private static final AsciiString HTTP2_SETTINGS = AsciiString.cached("http2-settings");

    private static final AsciiString CLIENT_CERT_CHAIN = AsciiString.cached("client-cert-chain");

    private static final Set<String> NEEDED = Set.of(
            "client-cert",
            "content-length",
            "forwarded",
            "host",
            "transfer-encoding",
            "via",
            "x-forwarded-for",
            "x-forwarded-host",
            "x-forwarded-port",
            "x-forwarded-proto");

    private Fields() {}

    /** What goes to a backend: no hop-by-hop fields but those of an upgrade. */
    static void toBackend(HttpRequest request, UpstreamProtocol protocol) {
        HttpHeaders headers = request.headers();
        boolean multiplexed = protocol == UpstreamProtocol.HTTP2;
        boolean upgrade = !multiplexed && Upgrade.asked(request);
        boolean trailers = multiplexed && headers.containsValue(HttpHeaderNames.TE, HttpHeaderValues.TRAILERS, true);
        removeHopByHop(headers);
        if (trailers) {
            // The one thing that a hop of HTTP/2 may say there, and gRPC asks for (RFC 9113 section 8.2.2).
            headers.set(HttpHeaderNames.TE, HttpHeaderValues.TRAILERS);
        }
        if (upgrade) {
            Upgrade.name(headers);
        }
        request.setProtocolVersion(HttpVersion.HTTP_1_1);
    }

    /**
     * Adds what a backend must be told.
     *
     * @param id of the request
     * @param authority for a request of HTTP/1.0, which may go without a Host
     */
    static void complete(HttpRequest request, String id, String authority) {
        HttpHeaders headers = request.headers();
        headers.set(RequestId.FIELD, id);
        if (!headers.contains(HttpHeaderNames.HOST)) {
            headers.set(HttpHeaderNames.HOST, authority);
        }
    }

    /** Says who the client is by its certificate, which nobody else may say. */
    static void identify(HttpHeaders headers, @Nullable Secured secured) {
        headers.remove(CLIENT_CERT);
        headers.remove(CLIENT_CERT_CHAIN);
        if (secured != null) {
            secured.clientCertificate().ifPresent(certificate -> headers.set(CLIENT_CERT, certificate));
        }
    }

    /**
     * What goes to a client: no hop-by-hop fields, and the end of the body told in a way that the client understands.
     *
     * @param old whether the client speaks HTTP/1.0
     * @param keepAlive whether the client's connection stays open
     */
    static void toClient(HttpResponse response, boolean old, boolean keepAlive) {
        HttpHeaders headers = response.headers();
        removeHopByHop(headers);
        response.setProtocolVersion(HttpVersion.HTTP_1_1);
        if (old) {
            headers.remove(HttpHeaderNames.TRANSFER_ENCODING);
        }
        if (response.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS)) {
            Upgrade.name(headers);
        } else if (!keepAlive) {
            headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        } else if (old) {
            headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
        }
    }

    /** Whether the answer's body ends only with its connection (RFC 9112 section 6.3, item 8). */
    static boolean endsWithConnection(HttpResponse response, boolean toHead) {
        int status = response.status().code();
        boolean empty = toHead || status < 200 || status == 204 || status == 304;
        return !empty
                && !HttpUtil.isTransferEncodingChunked(response)
                && !response.headers().contains(HttpHeaderNames.CONTENT_LENGTH);
    }

    /**
     * Transfer-Encoding stays: our codecs go by it, and write it anew (RFC 9110 section 7.6.1). Nobody may name fields
     * for removal that frame or address the message, or say how it came, which is written by now.
     */
    private static void removeHopByHop(HttpHeaders headers) {
        if (headers.contains(HttpHeaderNames.CONNECTION)) {
            for (String value : headers.getAll(HttpHeaderNames.CONNECTION)) {
                removeNamed(headers, value);
            }
            headers.remove(HttpHeaderNames.CONNECTION);
        }
        headers.remove(KEEP_ALIVE);
        headers.remove(PROXY_CONNECTION);
        headers.remove(HttpHeaderNames.TE);
        headers.remove(HttpHeaderNames.UPGRADE);
        headers.remove(HTTP2_SETTINGS);
        headers.remove(HttpHeaderNames.PROXY_AUTHORIZATION);
        headers.remove(HttpHeaderNames.PROXY_AUTHENTICATE);
    }

    private static void removeNamed(HttpHeaders headers, String names) {
        if (HttpHeaderValues.KEEP_ALIVE.contentEqualsIgnoreCase(names)
                || HttpHeaderValues.CLOSE.contentEqualsIgnoreCase(names)) {
            // What these say of the connection names no field.
            return;
        }
        for (String each : names.split(",", -1)) {
            String name = each.strip();
            if (!name.isEmpty() && !NEEDED.contains(name.toLowerCase(Locale.ROOT))) {
                headers.remove(name);
            }
        }
    }
}
