package io.gauntlet.harness.judge;

import io.gauntlet.harness.recording.Attempt;
import io.gauntlet.harness.recording.Outcome;
import io.gauntlet.harness.recording.Recording;
import io.gauntlet.harness.verdict.Finding;
import java.util.Locale;
import java.util.Optional;

/**
 * Whether the injector kept its schedule. How late it was is {@code sent - intended}: {@code sent} is taken before the
 * client connects, so that a target that is slow to accept is not mistaken for a slow injector.
 */
final class Injection {
    /** Later than this at the 99th percentile, and figures say more about the injector than about the target. */
    static final double MAX_LATENESS_MILLIS = 150;

    /** More requests than this share not sent at all, and the offered load was another one. */
    static final double MAX_NOT_SENT = 0.001;

    private Injection() {}

    static Optional<Finding> fault(Recording recording) {
        var aborted = recording.event("injector", "aborted");
        if (aborted.isPresent()) {
            return Optional.of(Finding.inconclusive(
                    "the injector gave up: " + aborted.get().detail()));
        }
        var attempts = recording.attempts();
        long notSent =
                attempts.stream().filter(a -> a.outcome() == Outcome.NOT_SENT).count();
        if (notSent > MAX_NOT_SENT * attempts.size()) {
            return Optional.of(Finding.inconclusive(String.format(
                    Locale.ROOT,
                    "the injector could not send %d of %d requests (%s)",
                    notSent,
                    attempts.size(),
                    attempts.stream()
                            .filter(a -> a.outcome() == Outcome.NOT_SENT)
                            .findFirst()
                            .map(Attempt::error)
                            .orElse(""))));
        }
        double lateness = Percentile.millis(
                0.99,
                attempts.stream()
                        .filter(a -> a.attempt() == 1 && a.outcome() != Outcome.NOT_SENT)
                        .mapToLong(a -> a.sent() - a.intended()));
        if (lateness > MAX_LATENESS_MILLIS) {
            return Optional.of(Finding.inconclusive(String.format(
                    Locale.ROOT,
                    "the injector fell off its schedule: p99 of its lateness %.0f ms (limit %.0f ms)",
                    lateness,
                    MAX_LATENESS_MILLIS)));
        }
        return Optional.empty();
    }
}
