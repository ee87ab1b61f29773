package io.gauntlet.lb.mutant;

import io.gauntlet.lb.Assembly;
import java.util.List;

/** Answers a backend's cry for mercy with three more requests. */
final class Retries503 implements Mutant {
    private static final int RETRIES = 3;
    private static final int UNAVAILABLE = 503;

    @Override
    public String name() {
        return "retries-503";
    }

    @Override
    public String defect() {
        return "a 503 of a backend is retried 3 times, POST included";
    }

    @Override
    public Assembly breaking(Assembly sound) {
        return sound.withClientFilters(() -> List.of(new Repeater(RETRIES, (method, status) -> status == UNAVAILABLE)));
    }
}
