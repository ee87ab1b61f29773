package io.gauntlet.lb.config;

import java.time.Duration;

/**
 * How long a pool waits for its backends.
 *
 * @param connect for a connection
 * @param answer for the next byte of an answer, the first included
 * @param idleUpstream for the next request on a pooled connection
 * @param tunnel for the next byte of either side of a tunnel
 */
public record TimeoutConfig(Duration connect, Duration answer, Duration idleUpstream, Duration tunnel) {
    static final Duration TUNNEL = Duration.ofHours(1);

    /** With the usual time for tunnels. */
    public TimeoutConfig(Duration connect, Duration answer, Duration idleUpstream) {
        this(connect, answer, idleUpstream, TUNNEL);
    }
}
