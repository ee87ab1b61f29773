package io.gauntlet.lb.http;

import io.gauntlet.lb.http1.AnswerReader;
import io.gauntlet.lb.http1.AnswerWriter;
import io.gauntlet.lb.http1.RequestReader;
import io.gauntlet.lb.http1.RequestWriter;
import io.gauntlet.lb.tunnel.Tunnel;
import io.gauntlet.lb.tunnel.WebSocketStream;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;

/**
 * The change from HTTP to WebSocket (RFC 9110 section 7.8, RFC 6455 section 4). Stateless.
 *
 * <p>Whatever asks for another protocol, or asks in another way, is a request like any other, without its Upgrade field:
 * that is what a server may do with it (RFC 9110 section 7.8), and must with HTTP/1.0.
 */
final class Upgrade {
    private Upgrade() {}

    /** Whether a client asks for it; to be asked before the request is made fit for a backend. */
    static boolean asked(HttpRequest request) {
        return request.headers().contains(HttpHeaderNames.UPGRADE)
                && request.decoderResult().isSuccess()
                && request.method().equals(HttpMethod.GET)
                && request.protocolVersion().equals(HttpVersion.HTTP_1_1)
                && bodiless(request)
                && named(request.headers());
    }

    /**
     * Whether a backend agrees.
     *
     * @param request as it was sent to the backend, with the field only where the client asked
     */
    static boolean granted(HttpRequest request, HttpResponse response) {
        return response.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS)
                && request.headers().contains(HttpHeaderNames.UPGRADE)
                && named(response.headers());
    }

    private static boolean named(HttpHeaders headers) {
        return headers.containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)
                && headers.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true);
    }

    /** Puts the fields back that are for one connection alone, now that they are for the next one, too. */
    static void name(HttpHeaders headers) {
        headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE)
                .set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET);
    }

    /** Whether nothing comes after the head. */
    static boolean bodiless(HttpRequest request) {
        String length = request.headers().get(HttpHeaderNames.CONTENT_LENGTH);
        return length == null ? !HttpUtil.isTransferEncodingChunked(request) : length.equals("0");
    }

    /** Takes HTTP out of both pipelines, and begins with what has already come behind it on either side. */
    static void begin(ClientConnection client, UpstreamConnection upstream, Tunnel.Terms terms) {
        var tunnel = new Tunnel(terms, new WebSocketStream(true), new WebSocketStream(false));
        client.worker().tunnels().add(tunnel);
        ChannelPipeline from = client.handOver().pipeline();
        ChannelPipeline to = upstream.handOver().pipeline();
        from.remove(AnswerWriter.class);
        from.replace(client, null, tunnel.client());
        to.remove(RequestWriter.class);
        to.replace(upstream, null, tunnel.backend());
        // The last to go: these let go of what they hold, which must find nothing but the tunnel on either side.
        from.remove(RequestReader.class);
        to.remove(AnswerReader.class);
        if (client.inputEnded()) {
            tunnel.client().endInput();
        }
        tunnel.start();
    }
}
