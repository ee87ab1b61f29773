package io.gauntlet.simulations.play;

import io.gauntlet.simulations.ledger.HealthSample.Lateness;
import io.gauntlet.simulations.ledger.Outcome;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/** Counts of one experiment and how late its arrivals were sent. Thread-safe. */
final class Tally {
    private static final long MAX_LATENESS_MICROS = 3_600_000_000L;

    private final Recorder latenessMicros = new Recorder(MAX_LATENESS_MICROS, 3);
    private final AtomicLong begun = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong neverBegun = new AtomicLong();
    private final Consumer<String> onOwnFault;

    /** The consumer is told, each time, that the injector's machine has run out of something. */
    Tally(Consumer<String> onOwnFault) {
        this.onOwnFault = onOwnFault;
    }

    void begun(long latenessNanos) {
        begun.incrementAndGet();
        latenessMicros.recordValue(Math.min(MAX_LATENESS_MICROS, Math.max(0, latenessNanos / 1_000)));
    }

    void done(Outcome outcome) {
        if (outcome != Outcome.ANSWERED) {
            failed.incrementAndGet();
        }
    }

    /** An arrival that was due and that an abort kept from being sent. */
    void neverBegun() {
        neverBegun.incrementAndGet();
        failed.incrementAndGet();
    }

    void ownFault(String message) {
        onOwnFault.accept(message);
    }

    /** Arrivals sent so far. */
    long sent() {
        return begun.get();
    }

    /** Requests in the ledger at the end. */
    long requests() {
        return begun.get() + neverBegun.get();
    }

    long failed() {
        return failed.get();
    }

    /** Lateness since the last call, in milliseconds. */
    Lateness lateness() {
        Histogram micros = latenessMicros.getIntervalHistogram();
        if (micros.getTotalCount() == 0) {
            return new Lateness(0, 0);
        }
        return new Lateness(micros.getValueAtPercentile(50) / 1e3, micros.getValueAtPercentile(99) / 1e3);
    }
}
