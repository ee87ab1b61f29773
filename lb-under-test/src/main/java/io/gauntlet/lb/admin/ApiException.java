package io.gauntlet.lb.admin;

import io.netty.handler.codec.http.HttpResponseStatus;

/** A request to the admin API that cannot be fulfilled; the message is for its sender. */
final class ApiException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient HttpResponseStatus status;

    ApiException(HttpResponseStatus status, String message) {
        super(message);
        this.status = status;
    }

    Reply reply() {
        return Reply.error(status, String.valueOf(getMessage()));
    }
}
