package io.gauntlet.lb.skew;

import io.gauntlet.lb.pool.Pool;

/** Is told once when a pool's alarm is raised and once when it is cleared, on the control loop; must not block. */
@FunctionalInterface
public interface SkewListener {
    /**
     * The alarm was raised, or cleared.
     *
     * @param skew with {@link Skew#alarm()} as it is from now on
     */
    void skewed(Pool pool, Skew skew);
}
