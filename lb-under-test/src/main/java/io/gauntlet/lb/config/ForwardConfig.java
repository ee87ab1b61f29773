package io.gauntlet.lb.config;

/** How a pool's requests are brought to its backends. */
public record ForwardConfig(TimeoutConfig timeouts, RetryConfig retry, UpstreamConfig upstream, LimitConfig limits) {
    public ForwardConfig withTimeouts(TimeoutConfig other) {
        return new ForwardConfig(other, retry, upstream, limits);
    }

    public ForwardConfig withRetry(RetryConfig other) {
        return new ForwardConfig(timeouts, other, upstream, limits);
    }

    public ForwardConfig withUpstream(UpstreamConfig other) {
        return new ForwardConfig(timeouts, retry, other, limits);
    }

    public ForwardConfig withLimits(LimitConfig other) {
        return new ForwardConfig(timeouts, retry, upstream, other);
    }

    /** Requests that one backend may have at once, as each takes up one connection. */
    public int maxInFlight() {
        return Math.min(limits.maxInFlight(), upstream.maxConnections());
    }
}
