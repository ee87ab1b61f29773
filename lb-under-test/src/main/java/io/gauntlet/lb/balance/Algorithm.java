package io.gauntlet.lb.balance;

import io.gauntlet.lb.config.AlgorithmName;
import io.gauntlet.lb.pool.Backend;
import io.gauntlet.lb.pool.Snapshot;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Picks a backend for each request.
 *
 * <p>One object serves one pool and all event loops; implementations are thread-safe, take no lock, and allocate
 * nothing per pick.
 */
@FunctionalInterface
public interface Algorithm {
    /**
     * One of the snapshot's eligible backends, or null when there is none but the excluded one.
     *
     * @param excluded the backend that has just failed this request, which a retry must not meet again
     */
    @Nullable Backend pick(Snapshot snapshot, @Nullable Backend excluded);

    /** What its draws come from, if it draws; to be printed, so that they can be drawn again. */
    default OptionalLong seed() {
        return OptionalLong.empty();
    }

    /** The algorithm of this name, with fresh state. */
    static Algorithm named(AlgorithmName name) {
        return switch (name) {
            case ROUND_ROBIN -> new RoundRobin();
            case WEIGHTED_ROUND_ROBIN -> new SmoothWeighted();
            case LEAST_CONNECTIONS -> new LeastConnections();
            case P2C_LEAST_CONNECTIONS ->
                new PowerOfTwo(ThreadLocalRandom.current().nextLong());
        };
    }
}
