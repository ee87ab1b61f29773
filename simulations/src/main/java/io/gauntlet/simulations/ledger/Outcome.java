package io.gauntlet.simulations.ledger;

import java.util.Locale;

/** How an attempt ended at the client. */
public enum Outcome {
    /** A full answer of an expected status, 2xx or 3xx. */
    ANSWERED,
    /** A full answer of another status. */
    WRONG_STATUS,
    /** No connection: the peer (or a router) refused it. */
    REFUSED,
    /** RST before any byte of the answer. */
    RESET,
    /** FIN before any byte of the answer. */
    CLOSED,
    /** Broken off, by FIN or RST, after the first byte of the answer. */
    TRUNCATED,
    TIMED_OUT,
    TLS_FAILED,
    /** The injector's own fault: no sockets, no ports, aborted. */
    NOT_SENT;

    /** The word in the ledger. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
