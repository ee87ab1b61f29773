package io.gauntlet.harness.check.health;

import io.gauntlet.harness.recording.Recording;
import io.gauntlet.harness.settings.Settings;

/** Until when a backend that left the rotation is out of it. */
final class Rotation {
    /** For this part of the time that it is declared to stay out at most, a backend is out. */
    private static final double SURELY_OUT = 0.8;

    private Rotation() {}

    /**
     * A target without probes of its own tries a backend again after a while, which is its policy and not its fault; what
     * it does well before that while is over is.
     *
     * @param left when the backend's trouble began, in nanoseconds since the run's zero
     */
    static long outUntil(Recording recording, Settings settings, long left) {
        long out = (long) (settings.policy().returnWithin().toNanos() * SURELY_OUT);
        return recording.probed() ? recording.end() : Math.min(recording.end(), left + out);
    }
}
