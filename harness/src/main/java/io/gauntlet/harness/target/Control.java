package io.gauntlet.harness.target;

/**
 * What may be done to a target; each call returns when it is in force, not when it was accepted.
 *
 * <p>A target implements what it has a {@link Capability} for. One thread at a time.
 */
public interface Control {
    /** A target that nothing can be done to. */
    Control NONE = new Control() {};

    /** Takes a backend out of the rotation and lets what is in flight finish. */
    default void drain(String backend) {
        throw new MissingControlException("drain " + backend);
    }

    /** Takes a drained backend back into the rotation. */
    default void undrain(String backend) {
        throw new MissingControlException("undrain " + backend);
    }

    /**
     * Adds a backend to the pool.
     *
     * @param address where it is to be reached, {@code host:port}
     * @param weight its share in proportion to the others'
     */
    default void add(String backend, String address, int weight) {
        throw new MissingControlException("add " + backend);
    }

    /** Takes a backend out of the pool for good; what is in flight there finishes. */
    default void remove(String backend) {
        throw new MissingControlException("remove " + backend);
    }

    /** Changes a backend's share in proportion to the others'. */
    default void weigh(String backend, int weight) {
        throw new MissingControlException("weigh " + backend);
    }

    /** Lets the target read its configuration again, without a stop. */
    default void reload() {
        throw new MissingControlException("reload");
    }

    /** Stops the target and starts it again, with the same address and configuration. */
    default void restart() {
        throw new MissingControlException("restart");
    }

    /** The target's own metrics, in its own format. */
    default String metrics() {
        throw new MissingControlException("show metrics");
    }
}
