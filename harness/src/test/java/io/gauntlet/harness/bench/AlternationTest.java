package io.gauntlet.harness.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AlternationTest {
    private static final BenchSettings.Effort TWO_ROUNDS =
            new BenchSettings.Effort(2, 0.25, Duration.ofSeconds(1), Duration.ofSeconds(1), 1, 1, 1);

    @TempDir
    Path folder;

    private final Outcome outcome = new Outcome("reference");
    private final List<String> played = new ArrayList<>();

    private void play(Alternation.Slice slice) {
        new Alternation(TWO_ROUNDS, outcome, new Log(folder, line -> {}))
                .play(Measure.REQUESTS_1K, List.of("slow", "quick"), name -> {
                    played.add(name);
                    return slice.of(name);
                });
    }

    @Test
    void hasTheReferenceBeforeAndAfterEverySlice() {
        play(name -> Map.of(Kind.RATE, 1.0));
        assertThat(played)
                .containsExactly(
                        "reference",
                        "slow",
                        "reference",
                        "quick",
                        "reference",
                        "reference",
                        "slow",
                        "reference",
                        "quick",
                        "reference");
    }

    @Test
    void dividesByTheMeanOfTheReferencesTwoSlices() {
        var rates = List.of(90.0, 50.0, 110.0, 220.0, 110.0, 90.0, 50.0, 110.0, 220.0, 110.0);
        play(name -> Map.of(Kind.RATE, rates.get(played.size() - 1)));
        assertThat(outcome.ratios(Measure.REQUESTS_1K, "slow", Kind.RATE).median())
                .isCloseTo(0.5, within(1e-9));
        assertThat(outcome.ratios(Measure.REQUESTS_1K, "quick", Kind.RATE).median())
                .isCloseTo(2.0, within(1e-9));
    }

    @Test
    void dropsAPairWhoseReferenceChangedMeanwhileAndMakesUpForIt() {
        // The first slice of the reference is of another time.
        play(name -> Map.of(Kind.RATE, played.size() == 1 ? 10.0 : 100.0));
        assertThat(outcome.dropped(Measure.REQUESTS_1K, "slow")).isEqualTo(1);
        assertThat(outcome.kept(Measure.REQUESTS_1K, "slow")).isEqualTo(2);
        assertThat(outcome.kept(Measure.REQUESTS_1K, "quick")).isEqualTo(2);
        assertThat(played).filteredOn("slow"::equals).hasSize(3);
        assertThat(played).filteredOn("quick"::equals).hasSize(2);
    }

    @Test
    void givesUpWhereTheReferenceNeverAgreesWithItself() {
        play(name -> Map.of(Kind.RATE, (double) (1L << played.size())));
        assertThat(outcome.kept(Measure.REQUESTS_1K, "slow")).isZero();
        assertThat(outcome.dropped(Measure.REQUESTS_1K, "slow")).isEqualTo(4);
        assertThat(outcome.ratios(Measure.REQUESTS_1K, "slow", Kind.RATE).text())
                .isEqualTo("-");
    }
}
