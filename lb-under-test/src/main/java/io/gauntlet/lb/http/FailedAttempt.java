package io.gauntlet.lb.http;

import io.gauntlet.lb.pool.AttemptListener;
import io.gauntlet.lb.pool.Backend;
import io.netty.handler.codec.http.HttpMethod;

/**
 * An attempt of a request that brought no answer.
 *
 * @param earlierRetries how often the request was already tried again
 * @param reused whether the connection had carried a request before
 * @param bodySent whether any of the request's body was sent
 */
public record FailedAttempt(Kind kind, HttpMethod method, int earlierRetries, boolean reused, boolean bodySent) {

    /**
     * Tells who keeps count, unless it was not the backend's doing: one that is well may close an idle connection just as
     * it is used again.
     */
    void report(AttemptListener listener, Backend backend) {
        switch (kind) {
            case NOT_CONNECTED -> listener.failed(backend, "no connection");
            case CLOSED_UNANSWERED -> {
                if (!reused) {
                    listener.failed(backend, "connection closed before the answer");
                }
            }
            case BROKEN -> listener.failed(backend, "answer broken off in its head");
            case TIMED_OUT -> listener.failed(backend, "no answer in time");
            case NO_SOCKET, REFUSED, CUT -> {}
        }
    }

    /** How it failed. */
    public enum Kind {
        /** No connection came about. */
        NOT_CONNECTED,
        /** The balancer itself had no socket for a connection. */
        NO_SOCKET,
        /** The connection ended before the first byte of an answer. */
        CLOSED_UNANSWERED,
        /** The backend said that it did nothing about the request, and goes (RFC 9113 section 8.7). */
        REFUSED,
        /** The connection ended in the head of the answer, or what came was no HTTP. */
        BROKEN,
        /** Nothing came in time. */
        TIMED_OUT,
        /** The end of a drain's grace. */
        CUT
    }
}
