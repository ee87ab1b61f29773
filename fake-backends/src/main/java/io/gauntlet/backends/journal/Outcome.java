package io.gauntlet.backends.journal;

/** How a request ended, as this backend saw it. */
public enum Outcome {
    /** The last byte of the answer was handed to the network. */
    ANSWERED("answered"),
    /** The peer closed or reset the connection before that. */
    CLIENT_GONE("client_gone"),
    /** This side closed the connection on purpose: a behaviour said so, or the backend stopped. */
    CUT_BY_US("cut_by_us"),
    /** As that, but the request was never begun: it crossed our close of an idle connection on the wire. */
    UNREAD("unread"),
    /** Anything else, such as a body that breaks the rules of HTTP. */
    FAILED("failed");

    private final String word;

    Outcome(String word) {
        this.word = word;
    }

    /** The word in the journal. */
    public String word() {
        return word;
    }
}
