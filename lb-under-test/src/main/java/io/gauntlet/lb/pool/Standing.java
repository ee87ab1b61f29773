package io.gauntlet.lb.pool;

import java.time.Duration;
import java.util.Optional;

/**
 * What is known of a backend beyond its state.
 *
 * @param cause what made its state, for people to read
 * @param liveness by its probes
 * @param ejectedFor how long it is still out because of its requests, if it is
 */
public record Standing(String cause, Liveness liveness, Optional<Duration> ejectedFor) {}
