package io.gauntlet.lb.config;

import java.time.Duration;
import java.util.Optional;

/**
 * How a pool treats its backends and the requests to them.
 *
 * @param slowStart how long a backend that recovered takes to get its whole share again; zero for no time
 * @param drainGrace how long requests in flight may take to finish on a draining backend
 */
public record PoolPolicy(
        HealthConfig health,
        Duration slowStart,
        Duration drainGrace,
        Optional<CookieConfig> cookie,
        ForwardConfig forward) {}
