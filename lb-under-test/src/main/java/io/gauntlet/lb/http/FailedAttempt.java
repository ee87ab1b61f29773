package io.gauntlet.lb.http;

import io.netty.handler.codec.http.HttpMethod;

/**
 * An attempt of a request that brought no answer.
 *
 * @param earlierRetries how often the request was already tried again
 * @param reused whether the connection had carried a request before
 * @param bodySent whether any of the request's body was sent
 */
public record FailedAttempt(Kind kind, HttpMethod method, int earlierRetries, boolean reused, boolean bodySent) {

    /** How it failed. */
    public enum Kind {
        /** No connection came about. */
        NOT_CONNECTED,
        /** The connection ended before the first byte of an answer. */
        CLOSED_UNANSWERED,
        /** The connection ended in the head of the answer, or what came was no HTTP. */
        BROKEN,
        /** Nothing came in time. */
        TIMED_OUT,
        /** The end of a drain's grace. */
        CUT
    }
}
