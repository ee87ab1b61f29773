package io.gauntlet.lb.config;

import java.util.Locale;

/** How a backend's health is asked for. */
public enum ProbeType {
    /** A GET whose status tells. */
    HTTP,
    /** The same over HTTP/2, without TLS by prior knowledge. */
    HTTP2,
    /** A connection that comes about is good enough. */
    TCP,
    /** The standard health service of gRPC, over HTTP/2, without TLS by prior knowledge. */
    GRPC,
    /** Nobody asks: a backend is healthy from the start. */
    NONE;

    /** The name as it stands in the configuration file, such as {@code http}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
