package io.gauntlet.simulations.play;

import io.gauntlet.simulations.ledger.HealthSample;

/** Hears how an experiment goes. Called from several threads, one at a time for each method. */
public interface PlayListener {
    /** The workload's second 0, in nanoseconds since the epoch; before the first arrival. */
    void started(long zeroSecond);

    /** About once a second. */
    void progress(HealthSample sample);
}
