package io.gauntlet.harness.recording;

import java.util.Locale;

/** How an attempt ended for the client. */
public enum Outcome {
    /** A full answer with an expected status. */
    ANSWERED,
    /** A full answer with another status. */
    WRONG_STATUS,
    /** The connection was refused. */
    REFUSED,
    /** The connection was reset before the first byte of an answer. */
    RESET,
    /** The connection was closed before the first byte of an answer. */
    CLOSED,
    /** The answer was broken off after its first byte. */
    TRUNCATED,
    /** No full answer in time: it may have been executed or not. */
    TIMED_OUT,
    /** No TLS session. */
    TLS_FAILED,
    /** The injector's own fault: no socket, no port, aborted. */
    NOT_SENT;

    /** The word that stands in the files. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Outcome of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
