package io.gauntlet.lb.pool;

import java.util.List;
import java.util.concurrent.CompletionStage;

/** The data plane as the control plane sees it. */
public interface Traffic {
    /**
     * Lets every event loop come past the pool's present snapshot and close its idle connections to the backends. Once
     * complete, no request that comes in later is given to a backend that the snapshot does not allow.
     */
    CompletionStage<Void> settle(List<Backend> backends);

    /** Closes every connection to the backend; completes with the number of requests that this broke off. */
    CompletionStage<Integer> cut(Backend backend);
}
