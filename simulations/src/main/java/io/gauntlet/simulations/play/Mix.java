package io.gauntlet.simulations.play;

import io.gauntlet.simulations.plan.MixEntry;
import java.util.List;

/** Picks each arrival's kind of request by weight; the choice depends on seed and sequence number alone. Immutable. */
final class Mix {
    private final List<MixEntry> entries;
    private final double[] upTo;
    private final long seed;

    Mix(List<MixEntry> entries, long seed) {
        this.entries = entries;
        this.seed = seed;
        this.upTo = new double[entries.size()];
        double sum = 0;
        for (int i = 0; i < upTo.length; i++) {
            sum += entries.get(i).weight();
            upTo[i] = sum;
        }
    }

    MixEntry pick(long sequence) {
        double at = unit(mix64(seed + (sequence + 1) * 0x9E3779B97F4A7C15L)) * upTo[upTo.length - 1];
        for (int i = 0; i < upTo.length - 1; i++) {
            if (at < upTo[i]) {
                return entries.get(i);
            }
        }
        return entries.get(entries.size() - 1);
    }

    /** The request's body: bytes that differ from request to request and can be made again. */
    byte[] body(long sequence, int size) {
        byte[] bytes = new byte[size];
        long state = seed ^ mix64(sequence);
        for (int i = 0; i < size; i++) {
            if ((i & 7) == 0) {
                state += 0x9E3779B97F4A7C15L;
            }
            bytes[i] = (byte) ('a' + ((mix64(state) >>> (8 * (i & 7))) & 15));
        }
        return bytes;
    }

    private static double unit(long bits) {
        return (bits >>> 11) * 0x1.0p-53;
    }

    /** The finalizer of SplitMix64 (Steele, Lea, Flood, OOPSLA 2014). */
    private static long mix64(long value) {
        long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
