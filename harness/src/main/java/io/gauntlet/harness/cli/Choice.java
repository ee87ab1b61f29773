package io.gauntlet.harness.cli;

import io.gauntlet.harness.check.Catalogue;
import java.util.List;

/** The checks that a user named. */
final class Choice {
    private Choice() {}

    static Catalogue of(Catalogue catalogue, List<String> names) {
        try {
            return catalogue.select(names);
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }
}
