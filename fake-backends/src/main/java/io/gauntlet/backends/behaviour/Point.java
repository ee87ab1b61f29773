package io.gauntlet.backends.behaviour;

/** Where in an answer something happens. */
public enum Point {
    /** Before its first byte. */
    BEFORE_HEAD("before_head"),
    /** When the whole head and nothing of the body is sent. */
    AFTER_HEAD("after_head"),
    /** When half of the body's bytes, rounded down, are sent. */
    MID_BODY("mid_body");

    private final String word;

    Point(String word) {
        this.word = word;
    }

    /** The name on the wire. */
    public String word() {
        return word;
    }
}
