package io.gauntlet.lb.config;

import java.util.Set;

/**
 * How often a request that failed harmlessly is tried again.
 *
 * @param attempts further attempts of one request, 0 or 1
 * @param budget retries under way as a share of the live requests, 0 to 1
 * @param on what makes a request worth another attempt
 */
public record RetryConfig(int attempts, double budget, Set<RetryCause> on) {
    public RetryConfig {
        on = Set.copyOf(on);
    }
}
