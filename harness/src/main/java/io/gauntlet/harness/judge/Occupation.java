package io.gauntlet.harness.judge;

import io.gauntlet.harness.recording.Arrival;
import io.gauntlet.harness.recording.Attempt;
import io.gauntlet.harness.recording.Recording;
import io.gauntlet.harness.recording.Window;

/** How much backends have to do. */
public final class Occupation {
    private Occupation() {}

    /** The requests in flight at a backend, averaged over the window: their times there, put end to end (Little's law). */
    public static double meanInFlight(Recording recording, String backend, Window window) {
        long nanos = recording.arrivals().stream()
                .filter(arrival -> arrival.request() && arrival.backend().equals(backend))
                .mapToLong(arrival -> within(arrival, window))
                .sum();
        return nanos / 1e9 / window.seconds();
    }

    private static long within(Arrival arrival, Window window) {
        long ended = arrival.ended() == Attempt.NEVER ? window.to() : arrival.ended();
        return Math.max(0, Math.min(ended, window.to()) - Math.max(arrival.received(), window.from()));
    }
}
