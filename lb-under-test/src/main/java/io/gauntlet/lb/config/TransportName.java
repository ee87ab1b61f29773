package io.gauntlet.lb.config;

import java.util.Locale;

/** The ways to the kernel by the names that the configuration file gives them. */
public enum TransportName {
    /** Epoll where it is there, NIO elsewhere. */
    AUTO,
    EPOLL,
    IO_URING,
    NIO;

    /** The name as it stands in the configuration file, such as {@code io-uring}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
