package io.gauntlet.lb.config;

import java.time.Duration;
import java.util.Optional;

/**
 * How a pool treats its backends and the requests to them.
 *
 * @param drainGrace how long requests in flight may take to finish on a draining backend
 */
public record PoolPolicy(
        HealthConfig health, Duration drainGrace, Optional<CookieConfig> cookie, ForwardConfig forward) {}
