package io.gauntlet.lb.admin;

import io.gauntlet.lb.config.PoolConfig;
import io.gauntlet.lb.discovery.Status;
import io.gauntlet.lb.pool.Drainer;
import io.gauntlet.lb.pool.Pool;
import io.gauntlet.lb.skew.Skew;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What the admin API has power over.
 *
 * @param entries gives the pools of now with their configuration, by name
 * @param metrics renders the metrics page
 */
public record Control(
        Supplier<Map<String, Entry>> entries, Drainer drainer, Supplier<String> metrics, Configuration configuration) {

    /** The pools of now with their configuration, by name. */
    Map<String, Entry> pools() {
        return entries.get();
    }

    /**
     * A pool and what it goes by.
     *
     * @param discovery how that fares, where it has one
     * @param skew how its requests were shared of late
     */
    public record Entry(Pool pool, PoolConfig config, Optional<Status> discovery, Skew skew) {}
}
