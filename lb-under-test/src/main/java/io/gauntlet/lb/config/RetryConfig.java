package io.gauntlet.lb.config;

/**
 * How often a request that no backend can have processed is tried again.
 *
 * @param attempts further attempts of one request, 0 or 1
 * @param budget retries under way as a share of the live requests, 0 to 1
 */
public record RetryConfig(int attempts, double budget) {}
