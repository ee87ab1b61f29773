package io.gauntlet.harness.judge;

import io.gauntlet.harness.recording.Event;
import io.gauntlet.harness.recording.Recording;
import io.gauntlet.harness.verdict.Finding;
import java.util.List;
import java.util.Optional;

/** Whether a target gives its descriptors back, where they could be seen. */
public final class Descriptors {
    /** Pooled connections are kept for good reason; one for every tenth request is no pool. */
    private static final double KEPT_PER_REQUEST = 0.1;

    private Descriptors() {}

    /** The event that notes them. */
    private static final String EVENT = "descriptors";

    /** At rest it has few more than before; empty where nobody could look. */
    public static Optional<Finding> backToFloor(Recording recording, long requests) {
        List<Event> seen = recording.events().stream()
                .filter(event ->
                        event.subject().equals("target") && event.event().equals(EVENT))
                .toList();
        if (seen.size() < 2) {
            return Optional.empty();
        }
        long before = count(seen.get(0));
        long after = count(seen.get(seen.size() - 1));
        return Optional.of(Finding.atMost(
                (double) (after - before),
                Math.floor(requests * KEPT_PER_REQUEST),
                "descriptors",
                "the target had " + before + " descriptors open before and " + after + " after " + requests
                        + " requests"));
    }

    private static long count(Event event) {
        return Long.parseLong(event.detail());
    }
}
