package io.gauntlet.lb.http;

import io.gauntlet.lb.affinity.Affinity;
import io.gauntlet.lb.balance.Admission;
import io.gauntlet.lb.balance.Wish;
import io.gauntlet.lb.config.ForwardConfig;
import io.gauntlet.lb.pool.Backend;
import io.gauntlet.lb.pool.Pool;

/** A pool with all that it takes, under one configuration, to send a request to it. Immutable. */
public record Destination(
        Pool pool, Affinity affinity, Admission admission, CountedRetry retry, ForwardConfig forward) {

    /** What whoever came wishes for once this backend has failed it. */
    public Wish wishAfter(Wish before, Backend failed, Affinity.Visitor visitor) {
        return before.butNot(failed).rather(affinity.instead(visitor, pool.snapshot(), failed));
    }
}
