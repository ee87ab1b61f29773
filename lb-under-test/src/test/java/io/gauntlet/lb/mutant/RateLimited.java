package io.gauntlet.lb.mutant;

import io.gauntlet.lb.Assembly;
import java.util.List;

/** Serves no more requests a second than the system property {@value #PROPERTY} says. */
final class RateLimited implements Mutant {
    static final String PROPERTY = "gauntlet.mutant.rps";
    private static final double BURST_SECONDS = 0.1;
    private static final double NANOS = 1e9;

    @Override
    public String name() {
        return "rate-limited";
    }

    @Override
    public String defect() {
        return "503 above so many requests a second (-D" + PROPERTY + ", 100 without)";
    }

    @Override
    public Assembly breaking(Assembly sound) {
        var bucket = new Bucket(Integer.getInteger(PROPERTY, 100));
        return sound.withClientFilters(() -> List.of(new RefusingFilter(() -> !bucket.take())));
    }

    /** A token bucket; thread-safe. */
    private static final class Bucket {
        private final double rate;
        private final double size;
        private double tokens;
        private long filled = System.nanoTime();

        Bucket(int rate) {
            this.rate = rate;
            this.size = Math.max(1, rate * BURST_SECONDS);
            this.tokens = size;
        }

        synchronized boolean take() {
            long now = System.nanoTime();
            tokens = Math.min(size, tokens + (now - filled) / NANOS * rate);
            filled = now;
            if (tokens < 1) {
                return false;
            }
            tokens--;
            return true;
        }
    }
}
