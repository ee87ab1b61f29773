package io.gauntlet.lb.health;

import io.gauntlet.lb.config.PassiveConfig;
import java.time.Duration;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * The ejections of one backend: each lasts twice as long as the one before, up to a maximum, and one doubling is forgiven for
 * each first time's length that the backend stays in. Not thread-safe.
 */
final class Ejections {
    private int doublings;
    private long backSince;
    private @Nullable Future<?> end;

    /** How long the next one is to last. */
    Duration next(PassiveConfig config, long now) {
        long base = config.ejection().toNanos();
        long max = config.maxEjection().toNanos();
        long nanos = base;
        for (int i = 0; i < left(base, now) && nanos < max; i++) {
            nanos = nanos > max / 2 ? max : 2 * nanos;
        }
        return Duration.ofNanos(nanos);
    }

    /** How many of the doublings are not forgiven yet. */
    private long left(long base, long now) {
        return Math.max(0, doublings - (now - backSince) / base);
    }

    /** One has begun. */
    void begun(PassiveConfig config, long now, Future<?> itsEnd) {
        doublings = (int) Math.min(Integer.MAX_VALUE, left(config.ejection().toNanos(), now) + 1);
        end = itsEnd;
    }

    boolean underWay() {
        return end != null;
    }

    /** It is over, or was not needed any more; the backend is in. */
    void back(long now) {
        if (end != null) {
            end.cancel(false);
            end = null;
        }
        backSince = now;
    }
}
