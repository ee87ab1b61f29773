package io.gauntlet.backends.journal;

/** A journal that cannot be opened or written; the message names file and cause. */
public final class JournalException extends RuntimeException {

    JournalException(String message, Throwable cause) {
        super(message, cause);
    }
}
