package io.gauntlet.lb.admin;

import io.gauntlet.lb.config.PoolConfig;
import io.gauntlet.lb.pool.Drainer;
import io.gauntlet.lb.pool.Pool;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What the admin API has power over.
 *
 * @param pools with their configuration, by name
 * @param metrics renders the metrics page
 */
public record Control(Map<String, Entry> pools, Drainer drainer, Supplier<String> metrics) {

    /** A pool and what it was made from. */
    public record Entry(Pool pool, PoolConfig config) {}
}
