package io.gauntlet.harness.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.gauntlet.harness.experiment.Experiment;
import io.gauntlet.harness.experiment.Workload;
import io.gauntlet.harness.settings.Algorithm;
import io.gauntlet.harness.settings.Bounds;
import io.gauntlet.harness.settings.Limits;
import io.gauntlet.harness.settings.Load;
import io.gauntlet.harness.settings.Policy;
import io.gauntlet.harness.settings.Profile;
import io.gauntlet.harness.settings.Settings;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Experiments of any size of pool, at any load, are long enough to tell and no longer than somebody waits. */
class ExperimentsTest {
    private static final double LONGEST_SECONDS = 15 * 60;

    static Stream<Arguments> pools() {
        return Stream.of(2, 3, 10)
                .flatMap(backends -> Stream.of(20.0, 200.0, 2000.0)
                        .flatMap(rps ->
                                Stream.of(Profile.values()).map(profile -> Arguments.of(backends, rps, profile))));
    }

    private static Settings settings(int backends, double rps, Profile profile) {
        return new Settings(
                new Load(rps, 1.5),
                Limits.DEFAULT,
                new Policy(
                        Algorithm.ROUND_ROBIN,
                        1,
                        List.of(),
                        new Bounds(
                                Duration.ofSeconds(2),
                                Duration.ofSeconds(1),
                                Duration.ofSeconds(3),
                                Duration.ofMillis(500)),
                        64),
                profile,
                IntStream.rangeClosed(1, backends).mapToObj(i -> "b" + i).toList());
    }

    @ParameterizedTest
    @MethodSource("pools")
    void everyExperimentFitsIntoAQuarterOfAnHour(int backends, double rps, Profile profile) {
        var settings = settings(backends, rps, profile);
        for (var check : Catalogue.load().checks()) {
            assertThat(check.experiment(settings).workload().seconds())
                    .as(check.id())
                    .isBetween(1, (int) LONGEST_SECONDS);
        }
    }

    /** Of the requests at one backend between two actions, half as many again as the judge needs are to be expected. */
    @ParameterizedTest
    @MethodSource("pools")
    void aFaultLastsLongEnoughToTell(int backends, double rps, Profile profile) {
        var settings = settings(backends, rps, profile);
        assertThat(requestsUnder(check("NET-1", settings), settings) / backends).isGreaterThan(29);
        assertThat(requestsUnder(check("NET-2", settings), settings) / backends).isGreaterThan(7);
        assertThat(requestsUnder(check("NET-6", settings), settings) / backends).isGreaterThan(29);
    }

    @ParameterizedTest
    @MethodSource("pools")
    void theDeadAndTheSlowBackendAreNotTheSame(int backends, double rps, Profile profile) {
        var actions = check("LOAD-10", settings(backends, rps, profile)).actions();
        assertThat(actions.stream().map(timed -> timed.action().subject())).doesNotHaveDuplicates();
    }

    private static Experiment check(String id, Settings settings) {
        return Catalogue.load().find(id).orElseThrow().experiment(settings);
    }

    private static double requestsUnder(Experiment experiment, Settings settings) {
        double from = experiment.actions().get(0).atSeconds();
        double to = experiment.actions().get(1).atSeconds();
        double rps = experiment.workload().phases().stream()
                .mapToDouble(Workload.Phase::toRps)
                .max()
                .orElseThrow();
        assertThat(settings.backends()).isNotEmpty();
        return (to - from) * rps;
    }
}
