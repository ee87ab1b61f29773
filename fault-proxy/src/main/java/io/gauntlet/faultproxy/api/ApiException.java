package io.gauntlet.faultproxy.api;

import io.netty.handler.codec.http.HttpResponseStatus;

/** A call that is refused, with the status and the words that the client gets. */
final class ApiException extends RuntimeException {

    private final HttpResponseStatus status;

    ApiException(HttpResponseStatus status, String message) {
        super(message);
        this.status = status;
    }

    static ApiException badBody(String why) {
        return new ApiException(HttpResponseStatus.BAD_REQUEST, "bad request body: " + why);
    }

    static ApiException bad(String message) {
        return new ApiException(HttpResponseStatus.BAD_REQUEST, message);
    }

    static ApiException notFound(String what) {
        return new ApiException(HttpResponseStatus.NOT_FOUND, what + " not found");
    }

    HttpResponseStatus status() {
        return status;
    }
}
