package io.gauntlet.lb.balance;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Random numbers for all threads: SplitMix64 over a shared counter, without a lock and without an object for each
 * thread (Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators", 2014).
 */
final class Draw {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private final long seed;
    private final AtomicLong state;

    /**
     * @param seed the same seed draws the same on one thread
     */
    Draw(long seed) {
        this.seed = seed;
        this.state = new AtomicLong(seed);
    }

    long seed() {
        return seed;
    }

    /** The next 63 bits, the fraction of a number from 0 to 1. */
    long next() {
        return Hash.mix(state.getAndAdd(GOLDEN) + GOLDEN) >>> 1;
    }

    /** Even from 0 to the bound. */
    int below(int bound) {
        return whole(next(), bound);
    }

    /** The whole part of a fraction times a bound; its bias is below bound / 2^63. */
    static int whole(long fraction, int bound) {
        return (int) Math.multiplyHigh(fraction, (long) bound << 1);
    }

    /** The fractional part of a fraction times a bound, which is as random. */
    static long rest(long fraction, int bound) {
        return (fraction * bound) & Long.MAX_VALUE;
    }

    /** Where a cursor begins; far from an overflow. */
    static long start(long seed) {
        return Hash.mix(seed) >>> 33;
    }
}
