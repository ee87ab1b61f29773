package io.gauntlet.lb.observe;

import io.gauntlet.lb.pool.Pool;
import io.gauntlet.lb.pool.PoolListener;
import io.gauntlet.lb.skew.Skew;
import io.gauntlet.lb.skew.SkewListener;

/** Whom all is told that happens to pools. */
public interface Events extends PoolListener, SkewListener {
    /** Nobody. */
    Events UNTOLD = new Events() {};

    @Override
    default void skewed(Pool pool, Skew skew) {}

    /** A pool has an algorithm that goes by chance. */
    default void seeded(String pool, long seed) {}
}
