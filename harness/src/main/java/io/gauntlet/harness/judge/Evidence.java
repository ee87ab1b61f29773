package io.gauntlet.harness.judge;

import io.gauntlet.harness.verdict.Finding;
import java.util.Optional;

/** A run that saw too little to tell is inconclusive, not passed. */
public final class Evidence {
    private Evidence() {}

    /** The worst of the findings; where too little was seen, nothing passes, but what failed has failed. */
    public static Finding given(long seen, long needed, String what, Finding first, Finding... others) {
        var worst = Finding.worst(first, others);
        return missing(seen, needed, what)
                .map(missing -> Finding.worst(missing, worst))
                .orElse(worst);
    }

    /** Inconclusive unless at least {@code needed} of {@code what} were seen. */
    public static Optional<Finding> missing(long seen, long needed, String what) {
        return seen >= needed
                ? Optional.empty()
                : Optional.of(Finding.inconclusive(
                        "too little to tell: " + seen + " " + what + " (needed: at least " + needed + ")"));
    }
}
