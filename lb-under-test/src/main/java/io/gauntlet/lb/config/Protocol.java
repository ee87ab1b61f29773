package io.gauntlet.lb.config;

import java.util.Locale;

/** What a listener speaks with its clients. */
public enum Protocol {
    /** HTTP/1.1: requests are routed one by one. */
    HTTP,
    /** Anything over TCP: connections are passed through as they are. */
    TCP;

    /** The name as it stands in the configuration file, such as {@code tcp}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
