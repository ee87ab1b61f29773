package io.gauntlet.lb.health;

import io.gauntlet.lb.pool.Tally;
import java.util.Arrays;

/** How requests ended in the last while, in slots of a tenth. Not thread-safe. */
final class SuccessWindow {
    static final int SLOTS = 10;

    private final Tally tally;

    /** The counts of so many looks ago, round and round. */
    private final long[] good = new long[SLOTS];

    private final long[] bad = new long[SLOTS];
    private int oldest;
    private long recentGood;
    private long recentBad;

    /** Begins with nothing: what was counted before does not matter. */
    SuccessWindow(Tally tally) {
        this.tally = tally;
        Arrays.fill(good, tally.good());
        Arrays.fill(bad, tally.bad());
    }

    /** To be called each time that a slot is over. */
    void look() {
        long nowGood = tally.good();
        long nowBad = tally.bad();
        recentGood = nowGood - good[oldest];
        recentBad = nowBad - bad[oldest];
        good[oldest] = nowGood;
        bad[oldest] = nowBad;
        oldest = (oldest + 1) % SLOTS;
    }

    long requests() {
        return recentGood + recentBad;
    }

    long good() {
        return recentGood;
    }

    /** Whether there are enough requests, and too few of them were answered well. */
    boolean below(double share, int ofAtLeast) {
        return requests() >= ofAtLeast && recentGood < share * requests();
    }
}
