package io.gauntlet.lb.http;

import io.gauntlet.lb.affinity.Affinity;
import io.gauntlet.lb.balance.Algorithm;
import io.gauntlet.lb.config.TimeoutConfig;
import io.gauntlet.lb.pool.Pool;

/** A pool with all that it takes to send a request to it. */
public record Destination(
        Pool pool, Algorithm algorithm, Affinity affinity, RetryPolicy retry, TimeoutConfig timeouts) {}
