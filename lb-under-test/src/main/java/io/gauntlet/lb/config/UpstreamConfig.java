package io.gauntlet.lb.config;

import java.util.Optional;

/**
 * How connections to backends are used.
 *
 * @param reuse of connections that carry one request at a time
 * @param maxConnections to one backend, idle ones included, or {@link LimitConfig#UNLIMITED}
 * @param maxStreams requests at once on one connection of HTTP/2
 * @param tls how they are secured, if they are
 */
public record UpstreamConfig(
        Reuse reuse, int maxConnections, UpstreamProtocol protocol, int maxStreams, Optional<BackendTlsConfig> tls) {
    /** How many requests share a connection where nothing is said about it. */
    public static final int MAX_STREAMS = 100;

    /** Plain ones of HTTP/1.1. */
    public UpstreamConfig(Reuse reuse, int maxConnections) {
        this(reuse, maxConnections, UpstreamProtocol.HTTP1, MAX_STREAMS, Optional.empty());
    }

    /** Requests that one backend may have at once, or {@link LimitConfig#UNLIMITED}. */
    int maxInFlight() {
        if (protocol == UpstreamProtocol.HTTP1 || maxConnections == LimitConfig.UNLIMITED) {
            return maxConnections;
        }
        return (int) Math.min(LimitConfig.UNLIMITED, (long) maxConnections * maxStreams);
    }
}
