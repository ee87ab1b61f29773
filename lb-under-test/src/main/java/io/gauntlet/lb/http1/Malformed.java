package io.gauntlet.lb.http1;

/** What came is not what RFC 9112 lets through. It tells what was wrong with a peer's bytes, so it has no stack trace. */
public final class Malformed extends Exception {
    private final Kind kind;
    private final String reason;

    Malformed(Kind kind, String reason) {
        super(reason, null, false, false);
        this.kind = kind;
        this.reason = reason;
    }

    Malformed(String reason) {
        this(Kind.SYNTAX, reason);
    }

    public Kind kind() {
        return kind;
    }

    /** What is wrong, in words of our own: nothing of what came is in it. */
    public String reason() {
        return reason;
    }

    /** What kind of answer it deserves. */
    public enum Kind {
        SYNTAX,
        TARGET_TOO_LONG,
        HEAD_TOO_LARGE,

        /** A transfer coding that may well exist, but not here (RFC 9112 section 6.1). */
        UNKNOWN_CODING
    }
}
