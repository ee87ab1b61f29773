package io.gauntlet.lb.config;

import java.util.Locale;

/** What is spoken with the backends of a pool. */
public enum UpstreamProtocol {
    /** HTTP/1.1: a connection carries one request at a time. */
    HTTP1,
    /** HTTP/2, known beforehand to be spoken: a connection carries many requests at once. */
    HTTP2;

    /** The name as it stands in the configuration file, such as {@code http2}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
