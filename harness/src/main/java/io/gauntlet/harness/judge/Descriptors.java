package io.gauntlet.harness.judge;

import io.gauntlet.harness.experiment.Actions;
import io.gauntlet.harness.recording.Event;
import io.gauntlet.harness.recording.Recording;
import io.gauntlet.harness.settings.Settings;
import io.gauntlet.harness.verdict.Finding;
import java.util.List;

/** Whether a target gives its descriptors back, where they can be seen. */
public final class Descriptors {
    /** Connections that a target may keep for later, at each backend. */
    private static final int POOLED = 16;

    /** What else it may open the first time that it is needed. */
    private static final int OTHERS = 32;

    /** The event that notes them. */
    public static final String EVENT = "descriptors";

    private Descriptors() {}

    /** How many more it may have open after than before. */
    public static int allowance(Settings settings) {
        return POOLED * settings.backends().size() + OTHERS;
    }

    /** At rest it has few more than before; nothing is held against whom nobody could look into, and that is said. */
    public static Finding backToFloor(Recording recording, Settings settings) {
        List<Event> seen = recording.events().stream()
                .filter(event ->
                        event.subject().equals(Actions.TARGET) && event.event().equals(EVENT))
                .toList();
        int allowance = allowance(settings);
        if (seen.size() < 2) {
            return Finding.atMost(0, allowance, "descriptors", "the target's descriptors could not be seen");
        }
        long before = Long.parseLong(seen.get(0).detail());
        long after = Long.parseLong(seen.get(seen.size() - 1).detail());
        return Finding.atMost(
                (double) (after - before),
                allowance,
                "descriptors",
                "the target had " + before + " descriptors open before and " + after + " at rest afterwards");
    }

    /** Whether anybody could look. */
    public static boolean seen(Recording recording) {
        return recording.event(Actions.TARGET, EVENT).isPresent();
    }
}
