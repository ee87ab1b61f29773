package io.gauntlet.lb.mutant;

import io.gauntlet.lb.Assembly;
import java.util.List;

/** Repeats whatever failed, up to five times, POST included, without a budget. */
final class RetryStorm implements Mutant {
    private static final int RETRIES = 5;
    private static final int FAILURE = 500;

    @Override
    public String name() {
        return "retry-storm";
    }

    @Override
    public String defect() {
        return "any failure before the answer's head, and any 5xx, is retried up to 5 times, POST included";
    }

    @Override
    public Assembly breaking(Assembly sound) {
        return sound.withClientFilters(() -> List.of(new Repeater(RETRIES, (method, status) -> status >= FAILURE)));
    }
}
