package io.gauntlet.lb.balance;

import static io.gauntlet.lb.balance.TestingPicks.alike;
import static io.gauntlet.lb.balance.TestingPicks.backends;
import static io.gauntlet.lb.balance.TestingPicks.counts;
import static io.gauntlet.lb.balance.TestingPicks.healthy;
import static org.assertj.core.api.Assertions.assertThat;

import io.gauntlet.lb.pool.Backend;
import io.gauntlet.lb.pool.Snapshot;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PowerOfTwoTest {
    private final Algorithm algorithm = new PowerOfTwo(TestingPicks.SEED);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void drawsByWeightWhenIdle(long seed) {
        Map<String, Integer> counts = counts(new PowerOfTwo(seed), healthy(backends(3, 2, 1)), 60_000);
        assertThat(counts.get("b1")).as("seed %d", seed).isBetween(30_000 - 900, 30_000 + 900);
        assertThat(counts.get("b3")).as("seed %d", seed).isBetween(10_000 - 500, 10_000 + 500);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void keepsTheLoadMuchMoreEvenThanChance(long seed) {
        List<Backend> backends = alike(50);
        Snapshot snapshot = healthy(backends);
        Algorithm algorithm = new PowerOfTwo(seed);
        for (int i = 0; i < 5_000; i++) {
            Backend picked = algorithm.pick(snapshot, null, 0);
            assertThat(picked).isNotNull();
            if (picked != null) {
                picked.began();
            }
        }
        // One random choice would leave the fullest some 23 above 100; two leave it log log n / log 2 above.
        assertThat(backends.stream().mapToInt(Backend::inFlight).max().orElseThrow())
                .as("seed %d", seed)
                .isLessThanOrEqualTo(106);
    }

    @Test
    void prefersTheLessBusyOfTwo() {
        List<Backend> backends = alike(2);
        backends.get(0).began();
        assertThat(counts(algorithm, healthy(backends), 100)).isEqualTo(Map.of("b2", 100));
    }

    @Test
    void weighsTheLoad() {
        List<Backend> backends = backends(4, 1);
        for (int i = 0; i < 6; i++) {
            backends.get(0).began();
        }
        backends.get(1).began();
        backends.get(1).began();
        // 6 / 4 is less than 2 / 1
        assertThat(counts(algorithm, healthy(backends), 100)).isEqualTo(Map.of("b1", 100));
    }
}
