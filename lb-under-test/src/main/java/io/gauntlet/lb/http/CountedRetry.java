package io.gauntlet.lb.http;

import java.util.concurrent.atomic.LongAdder;

/**
 * A retry policy with the count of its retries, which goes on when another policy takes its place. Thread-safe.
 *
 * @param granted by all policies that the pool ever had
 */
public record CountedRetry(RetryPolicy policy, LongAdder granted) {
    /** Asks for one more attempt; after a yes, {@link #ended()} must follow once when the request is over. */
    public boolean begin(FailedAttempt failed) {
        boolean yes = policy.begin(failed);
        if (yes) {
            granted.increment();
        }
        return yes;
    }

    /** A request with retries is over. */
    public void ended() {
        policy.ended();
    }

    /** Retries so far. */
    public long count() {
        return granted.sum();
    }
}
