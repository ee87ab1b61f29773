package io.gauntlet.harness.bench;

import java.util.Locale;

/** What a slice tells of a balancer. */
enum Kind {
    /** Answers a second. */
    RATE("per second", 0),
    /** User and system time of all its processes, by the requests that it answered. */
    CPU("CPU, us/request", 1),
    /** User time alone. */
    USER("user", 1),
    /** System time alone. */
    SYSTEM("system", 1),
    /** Of the processors that are its own: below 95 % something else was the limit. */
    BUSY("its processors busy, %", 0),
    /** Of the access log: that it is written shows. */
    LOGGED("logged, bytes/request", 0),
    /** Requests a second that were to be sent. */
    OFFERED("offered per second", 0),
    /** From the intended start, in microseconds. */
    P50("p50, us", 0),
    P99("p99, us", 0),
    P999("p99.9, us", 0),
    /** Without the way that has no balancer. */
    ADDED_P50("added p50, us", 0),
    ADDED_P99("added p99, us", 0),
    ADDED_P999("added p99.9, us", 0),
    /** How late the injector sent requests, its own doing; 99th percentile. */
    LATE("sent late p99, us", 0),
    /** Resident memory in MB, after a few requests. */
    FRESH("at the start, MB", 1),
    /** The same with all idle connections. */
    IDLE("with idle connections, MB", 1),
    /** What one more connection takes. */
    PER_CONNECTION("per connection, KB", 1),
    /** From its start. */
    FIRST_ANSWER("first answer, ms", 0),
    /** Until it is as fast as it gets. */
    WARM("requests until warm", 0),
    /** Of the first thousand. */
    COLD("of the first 1,000: per second", 0);

    private final String label;
    private final int decimals;

    Kind(String label, int decimals) {
        this.label = label;
        this.decimals = decimals;
    }

    String label() {
        return label;
    }

    String text(double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%,." + decimals + "f", value);
    }
}
