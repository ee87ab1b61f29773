package io.gauntlet.lb.balance;

import static io.gauntlet.lb.balance.TestingPicks.backends;
import static io.gauntlet.lb.balance.TestingPicks.counts;
import static io.gauntlet.lb.balance.TestingPicks.healthy;
import static io.gauntlet.lb.balance.TestingPicks.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import io.gauntlet.lb.pool.Backend;
import io.gauntlet.lb.pool.Snapshot;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SmoothWeightedTest {
    private final Algorithm algorithm = new SmoothWeighted(TestingPicks.SEED);

    @Test
    void sharesOnlyAmongTheAvailable() {
        List<Backend> backends = backends(5, 3, 2);
        Snapshot snapshot = snapshot(backends, List.of(backends.get(1)));
        assertThat(counts(algorithm, snapshot, 70)).isEqualTo(Map.of("b1", 50, "b3", 20));
    }

    @Test
    void spreadsTheTurnsOfAHeavyBackend() {
        assertThat(Turns.of(backends(4, 1)).toString()).isEqualTo("[0, 0, 1, 0, 0]");
        assertThat(Turns.of(backends(3, 3, 3)).toString()).isEqualTo("[0, 1, 2]");
        assertThat(Turns.of(backends(2, 4)).toString()).isEqualTo("[1, 0, 1]");
    }

    @Test
    void neverRunsAheadOfAShareByMoreThanATurn() {
        List<Backend> backends = backends(7, 5, 3, 1);
        Turns turns = Turns.of(backends);
        int[] counts = new int[4];
        for (int i = 0; i < turns.length(); i++) {
            counts[turns.indexAt(i)]++;
            for (int b = 0; b < counts.length; b++) {
                double due = (i + 1) * backends.get(b).weight() / 16.0;
                assertThat(counts[b]).as("b%d after %d", b + 1, i + 1).isBetween((int) Math.floor(due - 1), (int)
                        Math.ceil(due + 1));
            }
        }
    }

    @Test
    void sharesExactlyByWeightInEveryCycle() {
        Snapshot snapshot = healthy(backends(5, 3, 2));
        for (int cycle = 0; cycle < 10; cycle++) {
            assertThat(counts(algorithm, snapshot, 10)).isEqualTo(Map.of("b1", 5, "b2", 3, "b3", 2));
        }
    }
}
