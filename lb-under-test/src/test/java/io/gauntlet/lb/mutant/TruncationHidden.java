package io.gauntlet.lb.mutant;

import io.gauntlet.lb.Assembly;
import java.util.List;

/** Ends an answer that its backend broke off as if that were all: a last chunk, or zeros for the missing bytes. */
final class TruncationHidden implements Mutant {
    @Override
    public String name() {
        return "truncation-hidden";
    }

    @Override
    public String defect() {
        return "an answer that its backend broke off is made to look whole";
    }

    @Override
    public Assembly breaking(Assembly sound) {
        return sound.withClientFilters(() -> List.of(new Padder(() -> true)));
    }
}
