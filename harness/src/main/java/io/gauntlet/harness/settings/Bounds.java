package io.gauntlet.harness.settings;

import java.time.Duration;
import java.util.Objects;

/**
 * How long a target is declared to take.
 *
 * @param detectWithin the longest time from a backend's death to its leaving the rotation
 * @param returnWithin the longest time from a backend's recovery to its full share
 * @param answerWithin the longest wait for the beginning of a backend's answer; zero means not declared
 * @param probeEvery the time between two probes of one backend, jitter apart; zero means not declared, as in old recordings
 */
public record Bounds(Duration detectWithin, Duration returnWithin, Duration answerWithin, Duration probeEvery) {
    /** The longest time to an ejection, where nobody declares another. */
    public static final Duration DETECT_WITHIN = Duration.ofSeconds(10);

    /** The longest time to a full share again, where nobody declares another. */
    public static final Duration RETURN_WITHIN = Duration.ofSeconds(15);

    private static final Duration LONGEST = Duration.ofMinutes(10);

    public Bounds {
        positive("detect-within", detectWithin);
        positive("return-within", returnWithin);
        bounded("answer-within", answerWithin);
        probeEvery = Objects.requireNonNullElse(probeEvery, Duration.ZERO);
        bounded("probe-every", probeEvery);
    }

    private static void positive(String name, Duration duration) {
        bounded(name, duration);
        if (duration.isZero()) {
            throw new IllegalArgumentException(name + ": 0s (expected: more than 0, up to 10 minutes)");
        }
    }

    private static void bounded(String name, Duration duration) {
        if (duration.isNegative() || duration.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(name + ": " + duration + " (expected: up to 10 minutes)");
        }
    }
}
