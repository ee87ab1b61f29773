package io.gauntlet.backends.database;

/** A database that cannot be served or asked; the message names what was done and the cause. */
public final class DatabaseException extends RuntimeException {

    DatabaseException(String message, Throwable cause) {
        super("%s: %s".formatted(message, cause.getMessage()), cause);
    }
}
