package io.gauntlet.lb.http;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;

/**
 * An answer of the balancer itself; it tells nothing of what is behind.
 *
 * @param reason names it in metrics
 * @param message for the client to read; needs no escaping in JSON
 * @param location where to go instead, or nothing
 * @param type of the message, where a route has given it as it is; else nothing
 */
record OwnAnswer(HttpResponseStatus status, String reason, String message, String location, String type) {
    static final OwnAnswer NO_BACKEND =
            new OwnAnswer(HttpResponseStatus.SERVICE_UNAVAILABLE, "no_backend", "no server is available, try again");
    static final OwnAnswer OVERLOADED = new OwnAnswer(
            HttpResponseStatus.SERVICE_UNAVAILABLE, "overloaded", "all servers are busy, try again later");
    static final OwnAnswer BAD_GATEWAY =
            new OwnAnswer(HttpResponseStatus.BAD_GATEWAY, "bad_gateway", "the server did not answer properly");
    static final OwnAnswer ANSWER_TIMEOUT =
            new OwnAnswer(HttpResponseStatus.GATEWAY_TIMEOUT, "answer_timeout", "the server did not answer in time");
    static final OwnAnswer REQUEST_TIMEOUT =
            new OwnAnswer(HttpResponseStatus.REQUEST_TIMEOUT, "request_timeout", "the request did not come in time");
    static final OwnAnswer NO_ROUTE = new OwnAnswer(HttpResponseStatus.NOT_FOUND, "no_route", "nothing is here");
    static final OwnAnswer URI_TOO_LONG =
            new OwnAnswer(HttpResponseStatus.REQUEST_URI_TOO_LONG, "uri_too_long", "the request line is too long");
    static final OwnAnswer HEAD_TOO_LARGE = new OwnAnswer(
            HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "head_too_large", "the header fields are too large");
    static final OwnAnswer NO_TUNNEL =
            new OwnAnswer(HttpResponseStatus.METHOD_NOT_ALLOWED, "no_tunnel", "CONNECT is not allowed");

    static final OwnAnswer OTHER_VERSION =
            new OwnAnswer(HttpResponseStatus.HTTP_VERSION_NOT_SUPPORTED, "other_version", "only HTTP/1 is spoken here");

    static final OwnAnswer UNKNOWN_CODING = new OwnAnswer(
            HttpResponseStatus.NOT_IMPLEMENTED, "unknown_coding", "no transfer coding is known but chunked");

    private static final String NOWHERE = "";
    private static final String NOT_GIVEN = "";
    private static final AsciiString TEXT = AsciiString.cached("text/plain; charset=utf-8");
    private static final String RETRY_AFTER_SECONDS = "1";

    OwnAnswer(HttpResponseStatus status, String reason, String message) {
        this(status, reason, message, NOWHERE, NOT_GIVEN);
    }

    /** What is asked for is served somewhere else; no cache keeps that, so it can be taken back. */
    static OwnAnswer redirect(String location) {
        return new OwnAnswer(
                HttpResponseStatus.PERMANENT_REDIRECT,
                "redirect",
                "this is served over HTTPS alone",
                location,
                NOT_GIVEN);
    }

    /** A route sends its requests somewhere else; how long that is remembered is for the status to say. */
    static OwnAnswer redirect(HttpResponseStatus status, String location) {
        return new OwnAnswer(status, "redirect", "this is elsewhere\n", location, TEXT.toString());
    }

    /** A route has the answer itself. */
    static OwnAnswer given(int status, String body, String type) {
        return new OwnAnswer(HttpResponseStatus.valueOf(status), "respond", body, NOWHERE, type);
    }

    /** Whether it is what a route is there for. */
    boolean given() {
        return !type.isEmpty();
    }

    /** The request is not what RFC 9112 lets through. */
    static OwnAnswer badRequest(String message) {
        return new OwnAnswer(HttpResponseStatus.BAD_REQUEST, "bad_request", message);
    }

    /** As who asks would have it, with the name of the request to ask about. */
    FullHttpResponse response(Arrival to) {
        return given() ? givenResponse(to) : failure(to);
    }

    private FullHttpResponse givenResponse(Arrival to) {
        byte[] body = message.getBytes(StandardCharsets.UTF_8);
        var response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.wrappedBuffer(body));
        response.headers().set(RequestId.FIELD, to.id());
        if (body.length > 0) {
            response.headers().set(HttpHeaderNames.CONTENT_TYPE, type);
        }
        if (!status.equals(HttpResponseStatus.NO_CONTENT)) {
            // RFC 9110 section 8.6.
            response.headers().setInt(HttpHeaderNames.CONTENT_LENGTH, body.length);
        }
        if (!location.isEmpty()) {
            response.headers().set(HttpHeaderNames.LOCATION, location);
        }
        return response;
    }

    private FullHttpResponse failure(Arrival to) {
        String said = to.form().text()
                ? status + ": " + message + " (request " + to.id() + ")\n"
                : "{\"error\":\"" + message + "\",\"request\":\"" + to.id() + "\"}\n";
        byte[] body = said.getBytes(StandardCharsets.UTF_8);
        var response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.wrappedBuffer(body));
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, to.form().text() ? TEXT : HttpHeaderValues.APPLICATION_JSON)
                .set(RequestId.FIELD, to.id())
                .set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE)
                .setInt(HttpHeaderNames.CONTENT_LENGTH, body.length);
        if (!location.isEmpty()) {
            response.headers().set(HttpHeaderNames.LOCATION, location);
        }
        if (status.equals(HttpResponseStatus.SERVICE_UNAVAILABLE)) {
            response.headers().set(HttpHeaderNames.RETRY_AFTER, RETRY_AFTER_SECONDS);
        }
        if (status.equals(HttpResponseStatus.METHOD_NOT_ALLOWED)) {
            response.headers().set(HttpHeaderNames.ALLOW, "GET, HEAD, POST, PUT, DELETE, PATCH, OPTIONS, TRACE");
        }
        return response;
    }
}
