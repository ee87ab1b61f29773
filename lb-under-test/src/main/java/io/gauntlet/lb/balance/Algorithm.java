package io.gauntlet.lb.balance;

import io.gauntlet.lb.config.AlgorithmName;
import io.gauntlet.lb.pool.Backend;
import io.gauntlet.lb.pool.Snapshot;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Picks a backend for each request.
 *
 * <p>One object serves one pool and all event loops; implementations are thread-safe, take no lock, and allocate
 * nothing per pick. What a pick needs is laid out when the eligible backends change.
 */
@FunctionalInterface
public interface Algorithm {
    /**
     * One of the snapshot's eligible backends, or null when there is none but the excluded one.
     *
     * @param excluded the backend that has just failed this request, which a retry must not meet again
     * @param key of the request, a {@link Hash} of what it is known by; means nothing unless this is {@link #keyed}
     */
    @Nullable Backend pick(Snapshot snapshot, @Nullable Backend excluded, long key);

    /** Whether requests with the same key go to the same backend; the others need none. */
    default boolean keyed() {
        return false;
    }

    /**
     * Lays out what picks from a list will need, so that none of them, the first included, has to look at all backends or
     * make an object; on a thread that carries no traffic. Picks from a list of which this was not told do it themselves.
     *
     * @param current what is picked from so far
     */
    default void prepare(List<Backend> current, List<Backend> next) {}

    /** A request has begun or ended at this backend. */
    default void changed(Backend backend) {}

    /**
     * A backend has answered.
     *
     * @param nanos from the end of the request to the head of the answer, or to the moment when it was given up
     */
    default void answered(Backend backend, long nanos) {}

    /** What its draws, or its first turn, come from, if any do; to be printed, so that they can be drawn again. */
    default OptionalLong seed() {
        return OptionalLong.empty();
    }

    /** The algorithm of this name, with fresh state. */
    static Algorithm named(AlgorithmName name) {
        return named(name, ThreadLocalRandom.current().nextLong());
    }

    /**
     * The algorithm of this name, with fresh state.
     *
     * @param seed of its draws or its first turn, so that several balancers do not all begin at the first backend; the
     *     hashing ones use none, so that several balancers agree
     */
    static Algorithm named(AlgorithmName name, long seed) {
        return switch (name) {
            case ROUND_ROBIN -> new RoundRobin(seed);
            case WEIGHTED_ROUND_ROBIN -> new SmoothWeighted(seed);
            case LEAST_CONNECTIONS -> new LeastConnections(seed);
            case P2C_LEAST_CONNECTIONS -> new PowerOfTwo(seed);
            case IP_HASH -> new IpHash();
            case CONSISTENT_HASH -> new ConsistentHash();
            case WEIGHTED_RANDOM -> new WeightedRandom(seed);
            case LEAST_RESPONSE_TIME -> new LeastResponseTime(seed, System::nanoTime);
        };
    }
}
