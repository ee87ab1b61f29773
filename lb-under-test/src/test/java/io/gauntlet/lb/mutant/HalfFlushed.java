package io.gauntlet.lb.mutant;

import io.gauntlet.lb.Assembly;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** Takes what has been sent so far for all there is. */
final class HalfFlushed implements Mutant {
    @Override
    public String name() {
        return "half-flushed";
    }

    @Override
    public String defect() {
        return "a drain cuts answers short and ends them as if they were whole, and drops uploads";
    }

    @Override
    public Assembly breaking(Assembly sound) {
        var draining = new AtomicBoolean();
        return sound.withDrainGrace(asked -> {
                    draining.set(true);
                    return Duration.ZERO;
                })
                .withClientFilters(() -> List.of(new Padder(draining::get)));
    }
}
