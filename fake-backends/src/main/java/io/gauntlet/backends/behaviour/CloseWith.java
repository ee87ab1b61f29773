package io.gauntlet.backends.behaviour;

/** How a connection is closed. */
public enum CloseWith {
    /** In order: the peer reads the end of the stream. */
    FIN("fin"),
    /** Abortively: the peer reads "connection reset" (RFC 9293, section 3.5.2). */
    RST("rst");

    private final String word;

    CloseWith(String word) {
        this.word = word;
    }

    /** The name on the wire. */
    public String word() {
        return word;
    }
}
