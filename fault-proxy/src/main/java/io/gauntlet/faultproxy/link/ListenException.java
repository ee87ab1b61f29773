package io.gauntlet.faultproxy.link;

/** An address cannot be listened on; the message is what Go's net package says in that case. */
public final class ListenException extends RuntimeException {

    ListenException(String message) {
        super(message);
    }

    ListenException(String message, Throwable cause) {
        super(message, cause);
    }

    /** The operating system's or the parser's own words, which stand last in the message. */
    public String reason() {
        var message = String.valueOf(getMessage());
        return message.substring(message.lastIndexOf(": ") + 1).strip();
    }
}
