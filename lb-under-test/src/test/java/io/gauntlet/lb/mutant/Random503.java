package io.gauntlet.lb.mutant;

import io.gauntlet.lb.Assembly;
import java.util.List;
import java.util.SplittableRandom;

/** Fails one request in a hundred, for no reason. */
final class Random503 implements Mutant {
    private static final double SHARE = 0.01;
    private static final long SEED = 503;

    @Override
    public String name() {
        return "random-503";
    }

    @Override
    public String defect() {
        return "1 % of the requests get 503";
    }

    @Override
    public Assembly breaking(Assembly sound) {
        var random = new SplittableRandom(SEED);
        return sound.withClientFilters(() -> List.of(new RefusingFilter(() -> next(random) < SHARE)));
    }

    private static double next(SplittableRandom random) {
        synchronized (random) {
            return random.nextDouble();
        }
    }
}
