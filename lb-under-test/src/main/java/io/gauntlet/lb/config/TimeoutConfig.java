package io.gauntlet.lb.config;

import java.time.Duration;

/**
 * How long a pool waits for its backends.
 *
 * @param connect for a connection
 * @param answer for the next byte of an answer, the first included
 * @param idleUpstream for the next request on a pooled connection
 */
public record TimeoutConfig(Duration connect, Duration answer, Duration idleUpstream) {}
