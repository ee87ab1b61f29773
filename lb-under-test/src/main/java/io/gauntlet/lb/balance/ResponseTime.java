package io.gauntlet.lb.balance;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How fast one backend answers: an average that forgets, but believes a worse time at once (the peak EWMA of Finagle,
 * {@code finagle-core: loadbalancer/PeakEwma.scala}). Lock-free.
 *
 * <p>Without samples it decays to nothing, so that a backend that nobody asks any more, because it was slow once, is asked
 * again: a time t after the last sample it is c = c0 w, w = e^(-t / {@value #DECAY_SECONDS} s). A new sample x makes it x
 * where that is more, else c w + x (1 - w).
 */
final class ResponseTime {
    static final int DECAY_SECONDS = 10;

    /** The clock's unit here, some 17 ms: 31 bits of it last for more than a year. */
    private static final int TICK_BITS = 24;

    private static final double TICKS = (double) TimeUnit.SECONDS.toNanos(DECAY_SECONDS) / (1 << TICK_BITS);

    /** The average in the upper half, as a float of nanoseconds, with the tick of the last sample in the lower. */
    private final AtomicLong state = new AtomicLong();

    /** Takes note of a time. */
    void add(long nanos, long now) {
        float sample = Math.max(1, nanos);
        int tick = tick(now);
        while (true) {
            long before = state.get();
            double decay = decay(before, tick);
            double expected = average(before) * decay;
            double kept = sample >= expected ? 0 : decay;
            float next = (float) (expected * kept + sample * (1 - kept));
            if (state.compareAndSet(before, packed(next, tick))) {
                return;
            }
        }
    }

    /** What to expect now, in nanoseconds; 0 when nothing is known. */
    double at(long now) {
        long current = state.get();
        return current == 0 ? 0 : average(current) * decay(current, tick(now));
    }

    private static int tick(long now) {
        return (int) (now >>> TICK_BITS);
    }

    private static long packed(float average, int tick) {
        return ((long) Float.floatToRawIntBits(average) << Integer.SIZE) | Integer.toUnsignedLong(tick);
    }

    private static float average(long state) {
        return Float.intBitsToFloat((int) (state >>> Integer.SIZE));
    }

    private static double decay(long state, int tick) {
        // Another thread's sample may be younger than our clock reading.
        int elapsed = Math.max(0, tick - (int) state);
        return elapsed == 0 ? 1 : Math.exp(-elapsed / TICKS);
    }
}
