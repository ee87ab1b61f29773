package io.gauntlet.lb.pool;

/**
 * Is told what happens to a pool, in order, by the thread that did it and under the pool's lock, when the snapshot has
 * it already; must not block.
 */
public interface PoolListener {
    /** A backend joined the pool. */
    default void added(Pool pool, Backend backend, BackendState state) {}

    /** A backend changed its state; {@link BackendState#REMOVED} is its last. */
    default void changed(Pool pool, Transition transition) {}

    /** The pool fell below its minimum of healthy hosts, or is back above it. */
    default void belowMinimum(Pool pool, boolean below, int healthy) {}
}
