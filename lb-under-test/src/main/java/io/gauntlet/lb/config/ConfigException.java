package io.gauntlet.lb.config;

/** The configuration cannot be used; the message says where, what, and what would be right, on one line. */
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ConfigException(String message) {
        super(message);
    }
}
