package io.gauntlet.simulations.ledger;

/**
 * The injector's health over one second.
 *
 * @param at end of the second, nanoseconds since the epoch
 * @param latenessMillis how late the arrivals of that second were handed to the HTTP client
 * @param rates arrivals a second by the schedule and in truth
 * @param counts totals so far, and what is open now
 * @param cpu the injector's share of all processors, 0 to 1
 */
public record HealthSample(long at, Lateness latenessMillis, Rates rates, Counts counts, double cpu) {
    /** Quantiles in milliseconds. */
    public record Lateness(double p50, double p99) {}

    /** Arrivals a second. */
    public record Rates(double offered, double achieved) {}

    /** {@code failed} is the total of failed requests so far; the others are of this moment. */
    public record Counts(long failed, long inFlight, long openConnections) {}
}
