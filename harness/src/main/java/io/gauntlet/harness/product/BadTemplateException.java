package io.gauntlet.harness.product;

/** A configuration file of the user's that can't be filled in: the message says where, and what would be right. */
public final class BadTemplateException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BadTemplateException(String message) {
        super(message);
    }
}
