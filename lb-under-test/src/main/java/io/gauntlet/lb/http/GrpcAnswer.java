package io.gauntlet.lb.http;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.AsciiString;

/**
 * An answer of the balancer itself to a call of gRPC: the status in trailers alone, as github.com/grpc/grpc's
 * doc/PROTOCOL-HTTP2.md has it. A client would make do with the HTTP status, but lose the message. Stateless.
 */
final class GrpcAnswer {
    private static final AsciiString TYPE = AsciiString.cached("application/grpc");
    private static final AsciiString STATUS = AsciiString.cached("grpc-status");
    private static final AsciiString MESSAGE = AsciiString.cached("grpc-message");
    private static final int UNKNOWN = 2;
    private static final int UNIMPLEMENTED = 12;
    private static final int INTERNAL = 13;
    private static final int UNAVAILABLE = 14;

    private GrpcAnswer() {}

    /** Whether the request is a call of gRPC. */
    static boolean wanted(HttpRequest request) {
        String type = request.headers().get(HttpHeaderNames.CONTENT_TYPE);
        return type != null && type.regionMatches(true, 0, TYPE.toString(), 0, TYPE.length());
    }

    static FullHttpResponse of(OwnAnswer answer, Arrival to) {
        var response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK, Unpooled.EMPTY_BUFFER);
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, TYPE)
                .set(RequestId.FIELD, to.id())
                .setInt(STATUS, status(answer.status().code()))
                // Printable ASCII without '%' needs no encoding.
                .set(MESSAGE, answer.message());
        return response;
    }

    /** As doc/http-grpc-status-mapping.md has it. */
    private static int status(int http) {
        return switch (http) {
            case 400 -> INTERNAL;
            case 404 -> UNIMPLEMENTED;
            case 429, 502, 503, 504 -> UNAVAILABLE;
            default -> UNKNOWN;
        };
    }
}
