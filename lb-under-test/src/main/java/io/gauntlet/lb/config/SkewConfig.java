package io.gauntlet.lb.config;

import java.time.Duration;

/**
 * When a backend has more of a pool's requests than is its due.
 *
 * @param window the time over which requests are counted
 * @param limit so many times its due is too much; the due of equal backends is their mean
 * @param minimumRequests with fewer requests to a pool in the window nothing is judged
 */
public record SkewConfig(Duration window, double limit, int minimumRequests) {
    /** What goes without saying. */
    public static final SkewConfig STANDARD = new SkewConfig(Duration.ofSeconds(10), 2.0, 100);
}
