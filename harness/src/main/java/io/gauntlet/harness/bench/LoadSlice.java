package io.gauntlet.harness.bench;

/**
 * What a slice of load came to.
 *
 * @param requests that were answered
 * @param errors answers other than 2xx and 3xx, and connections that broke or timed out
 */
record LoadSlice(long requests, double seconds, long errors) {
    double rate() {
        return requests / seconds;
    }
}
