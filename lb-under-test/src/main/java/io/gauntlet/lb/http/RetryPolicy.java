package io.gauntlet.lb.http;

/** Decides whether a failed request is tried again on another backend. Thread-safe. */
public interface RetryPolicy {
    /** Asks for one more attempt; after a yes, {@link #ended()} must follow once when the request is over. */
    boolean begin(FailedAttempt failed);

    /** A request with retries is over. */
    void ended();
}
