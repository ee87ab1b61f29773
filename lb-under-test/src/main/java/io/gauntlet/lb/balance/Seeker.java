package io.gauntlet.lb.balance;

import io.gauntlet.lb.pool.Backend;
import java.util.concurrent.ScheduledExecutorService;

/** A request that looks for a place at a backend. Just one of its answers is called for each call of {@link Admission#seek}. */
public interface Seeker {
    /** Where it wants to go; does not change while it seeks. */
    Wish wish();

    /** Its thread: whatever it is told, it is told there. */
    ScheduledExecutorService thread();

    /** It has a place, which it must {@link Admission#release}; called at once or later. */
    void found(Backend backend);

    /** No backend may be picked; called at once or, when the last one went while it waited, later. */
    void nobody();

    /** All are full, and so is the queue or the time in it is over; called at once or later. */
    void shed();
}
