package io.gauntlet.lb.config;

/**
 * How a pool's requests are brought to its backends.
 *
 * @param hashKey what a hashing algorithm goes by
 */
public record ForwardConfig(
        TimeoutConfig timeouts, RetryConfig retry, UpstreamConfig upstream, LimitConfig limits, HashKey hashKey) {
    public ForwardConfig withTimeouts(TimeoutConfig other) {
        return new ForwardConfig(other, retry, upstream, limits, hashKey);
    }

    public ForwardConfig withRetry(RetryConfig other) {
        return new ForwardConfig(timeouts, other, upstream, limits, hashKey);
    }

    public ForwardConfig withUpstream(UpstreamConfig other) {
        return new ForwardConfig(timeouts, retry, other, limits, hashKey);
    }

    public ForwardConfig withLimits(LimitConfig other) {
        return new ForwardConfig(timeouts, retry, upstream, other, hashKey);
    }

    /** Requests that one backend may have at once, as its connections carry only so many. */
    public int maxInFlight() {
        return Math.min(limits.maxInFlight(), upstream.maxInFlight());
    }

    /** Whether no backend is ever full. */
    public boolean unlimited() {
        return maxInFlight() == LimitConfig.UNLIMITED && limits.maxPending() == LimitConfig.UNLIMITED;
    }
}
