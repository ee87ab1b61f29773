package io.gauntlet.harness.check.recovery;

import io.gauntlet.harness.settings.Settings;
import java.time.Duration;

/** How long answers may take so that those in flight fit into what the target is declared to have in flight at most. */
final class Answers {
    /** Of the declared places, experiments that are not about them fill this part. */
    private static final double FILLED = 0.5;

    private Answers() {}

    /**
     * At most {@code longest}, and so short that the backends that are left have places to spare (Little's law: in flight =
     * rate x duration).
     *
     * @param gone how many of the backends take no part
     */
    static Duration within(Settings settings, double rps, Duration longest, int gone) {
        int declared = settings.policy().maxInFlight();
        if (declared == 0) {
            return longest;
        }
        int left = Math.max(1, settings.backends().size() - gone);
        var fitting = Duration.ofNanos((long) (FILLED * declared * left / rps * 1e9));
        return fitting.compareTo(longest) < 0 ? fitting : longest;
    }
}
