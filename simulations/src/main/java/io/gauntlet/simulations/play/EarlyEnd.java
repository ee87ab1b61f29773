package io.gauntlet.simulations.play;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Where anybody may ask for the end of an experiment before its time. Thread-safe. */
public final class EarlyEnd {
    private final LinkedBlockingQueue<String> reasons = new LinkedBlockingQueue<>();

    /** Asks; the first reason counts. */
    public void ask(String reason) {
        reasons.add(reason);
    }

    /** Waits for a reason; null when there was none in time. */
    @Nullable String await(long nanos) throws InterruptedException {
        return reasons.poll(Math.max(0, nanos), TimeUnit.NANOSECONDS);
    }
}
