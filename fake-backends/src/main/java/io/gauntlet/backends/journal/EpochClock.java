package io.gauntlet.backends.journal;

import java.time.Instant;
import java.util.function.LongSupplier;

/**
 * Nanoseconds since the Unix epoch that never step back: anchored once to the wall clock, then counted by the monotonic
 * one. Immutable and thread-safe.
 */
public final class EpochClock {

    private final LongSupplier ticker;
    private final long offset;

    private EpochClock(Instant anchor, LongSupplier ticker) {
        this.ticker = ticker;
        this.offset = anchor.getEpochSecond() * 1_000_000_000L + anchor.getNano() - ticker.getAsLong();
    }

    /** A clock anchored now. */
    public static EpochClock system() {
        return new EpochClock(Instant.now(), System::nanoTime);
    }

    public long nanos() {
        return offset + ticker.getAsLong();
    }
}
