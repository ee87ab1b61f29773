package io.gauntlet.harness.check;

import io.gauntlet.harness.settings.Algorithm;
import io.gauntlet.harness.settings.Bounds;
import io.gauntlet.harness.settings.Limits;
import io.gauntlet.harness.settings.Load;
import io.gauntlet.harness.settings.Policy;
import io.gauntlet.harness.settings.Profile;
import io.gauntlet.harness.settings.Settings;
import java.time.Duration;
import java.util.List;

/** Settings for judges under test: three backends, detection within 2 s, return within 1 s. */
public final class TestingSettings {
    /** Round robin by one worker. */
    public static final Settings ROUND_ROBIN = of(Algorithm.ROUND_ROBIN, List.of());

    /** An algorithm that nobody declared. */
    public static final Settings UNKNOWN = of(Algorithm.UNKNOWN, List.of());

    private TestingSettings() {}

    /** Settings of a target that picks so. */
    public static Settings of(Algorithm algorithm, List<Integer> weights) {
        return new Settings(
                new Load(200, 1.5),
                Limits.DEFAULT,
                new Policy(
                        algorithm,
                        1,
                        weights,
                        new Bounds(
                                Duration.ofSeconds(2),
                                Duration.ofSeconds(1),
                                Duration.ofSeconds(3),
                                Duration.ofMillis(500)),
                        10),
                Profile.CI,
                List.of("b1", "b2", "b3"));
    }
}
