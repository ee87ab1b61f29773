package io.gauntlet.lb.config;

/**
 * How connections to backends are used.
 *
 * @param maxConnections to one backend, idle ones included, or {@link LimitConfig#UNLIMITED}
 */
public record UpstreamConfig(Reuse reuse, int maxConnections) {}
