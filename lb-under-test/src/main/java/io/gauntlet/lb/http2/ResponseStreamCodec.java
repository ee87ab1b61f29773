package io.gauntlet.lb.http2;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2StreamFrame;
import io.netty.util.AsciiString;
import org.jspecify.annotations.Nullable;

/** Writes a request to a backend and reads its answer (RFC 9113 section 8.3). Confined to its event loop. */
public final class ResponseStreamCodec extends StreamCodec {
    private static final int SWITCHING_PROTOCOLS = 101;

    private final String scheme;
    private final Runnable arrival;
    private boolean toHead;

    /**
     * @param scheme of the request's target
     * @param arrival called whenever something of the answer comes
     */
    public ResponseStreamCodec(String scheme, Runnable arrival) {
        this.scheme = scheme;
        this.arrival = arrival;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object frame) throws Exception {
        if (frame instanceof Http2StreamFrame) {
            arrival.run();
        }
        super.channelRead(ctx, frame);
    }

    @Override
    HttpMessage read(Http2Headers fields) throws Http2Exception {
        HttpResponse response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, status(fields.status()));
        StreamFields.copy(fields, response.headers());
        return response;
    }

    private static HttpResponseStatus status(@Nullable CharSequence text) throws Http2Exception {
        if (text == null || text.length() != 3) {
            throw StreamFields.malformed("no :status");
        }
        int code = 0;
        for (int i = 0; i < 3; i++) {
            char digit = text.charAt(i);
            if (digit < '0' || digit > '9') {
                throw StreamFields.malformed("not a :status");
            }
            code = 10 * code + digit - '0';
        }
        if (code < 100 || code == SWITCHING_PROTOCOLS) {
            throw StreamFields.malformed("not a :status of HTTP/2");
        }
        return HttpResponseStatus.valueOf(code);
    }

    @Override
    boolean needsLength(HttpMessage head) {
        int status = ((HttpResponse) head).status().code();
        return !toHead && status != 204 && status != 304;
    }

    @Override
    Http2Headers write(HttpMessage head) {
        HttpRequest request = (HttpRequest) head;
        toHead = request.method().equals(HttpMethod.HEAD);
        Http2Headers fields = new DefaultHttp2Headers(false, request.headers().size() + 4)
                .method(request.method().asciiName())
                .scheme(scheme)
                .path(AsciiString.of(request.uri()));
        String host = request.headers().get(HttpHeaderNames.HOST);
        if (host != null) {
            fields.authority(host);
        }
        StreamFields.addTo(fields, request.headers());
        return fields;
    }
}
