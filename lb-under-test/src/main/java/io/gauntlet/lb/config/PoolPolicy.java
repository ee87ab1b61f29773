package io.gauntlet.lb.config;

import java.time.Duration;
import java.util.Optional;

/**
 * How a pool treats its backends and the requests to them.
 *
 * @param slowStart how long a backend that recovered takes to get its whole share again; zero for no time
 * @param drain how a backend leaves
 * @param affinity how the requests of a session are kept together, if they are
 */
public record PoolPolicy(
        HealthConfig health,
        Duration slowStart,
        DrainConfig drain,
        Optional<AffinityConfig> affinity,
        ForwardConfig forward) {

    /** How long requests in flight may take to finish on a draining backend. */
    public Duration drainGrace() {
        return drain.grace();
    }

    /** The balancer's own cookie, where sessions are known by it. */
    public Optional<CookieConfig> cookie() {
        return affinity.filter(CookieConfig.class::isInstance).map(CookieConfig.class::cast);
    }
}
