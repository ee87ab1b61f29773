package io.gauntlet.lb.balance;

import static org.assertj.core.api.Assertions.assertThat;

import io.gauntlet.lb.config.AlgorithmName;
import io.gauntlet.lb.pool.Availability;
import io.gauntlet.lb.pool.Backend;
import io.gauntlet.lb.pool.BackendState;
import io.gauntlet.lb.pool.HealthPolicy;
import io.gauntlet.lb.pool.Pool;
import io.gauntlet.lb.pool.PoolRules;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Weights that change while an algorithm is at work. */
class WeightTest {
    private static final int PICKS = 4_000;

    private final List<Backend> backends = TestingPicks.backends(1, 1);
    private final Pool pool = new Pool(
            "web",
            new PoolRules(0, BackendState.HEALTHY, HealthPolicy.thresholds(1, 1), Availability.minimumHealthy()),
            List.of());

    private int firstOf(Algorithm algorithm) {
        int first = 0;
        for (int i = 0; i < PICKS; i++) {
            first += algorithm.pick(pool.snapshot(), null, 0) == backends.get(0) ? 1 : 0;
        }
        return first;
    }

    /** Of binomial draws, the exact algorithms included: five standard deviations, a false alarm in 1.7 million. */
    private static void assertShare(int first, double expected) {
        double slack = 5 * Math.sqrt(PICKS * expected * (1 - expected));
        assertThat((double) first).isBetween(PICKS * expected - slack, PICKS * expected + slack);
    }

    @ParameterizedTest
    @EnumSource(
            value = AlgorithmName.class,
            names = {"WEIGHTED_ROUND_ROBIN", "LEAST_CONNECTIONS"})
    void givesSharesByTheNewWeightFromTheNextSnapshotOn(AlgorithmName name) {
        pool.add(backends);
        Algorithm algorithm = Algorithm.named(name);
        assertThat(firstOf(algorithm)).isEqualTo(PICKS / 2);
        pool.weigh(backends.get(0), 4);
        assertThat(firstOf(algorithm)).isEqualTo(PICKS * 4 / 5);
        pool.weigh(backends.get(1), 256);
        pool.weigh(backends.get(0), 256);
        assertThat(firstOf(algorithm)).isEqualTo(PICKS / 2);
    }

    @ParameterizedTest
    @EnumSource(
            value = AlgorithmName.class,
            names = {"P2C_LEAST_CONNECTIONS", "WEIGHTED_RANDOM", "LEAST_RESPONSE_TIME"})
    void drawsByTheNewWeightFromTheNextSnapshotOn(AlgorithmName name) {
        pool.add(backends);
        Algorithm algorithm = Algorithm.named(name);
        assertShare(firstOf(algorithm), 0.5);
        pool.weigh(backends.get(0), 4);
        // Idle backends tie, and a tie goes to the one drawn first.
        assertShare(firstOf(algorithm), 0.8);
    }

    @ParameterizedTest
    @EnumSource(
            value = AlgorithmName.class,
            names = {"LEAST_CONNECTIONS", "P2C_LEAST_CONNECTIONS", "LEAST_RESPONSE_TIME"})
    void comparesLoadsByTheNewWeight(AlgorithmName name) {
        pool.add(backends);
        Algorithm algorithm = Algorithm.named(name);
        backends.get(0).began();
        backends.get(0).began();
        backends.get(1).began();
        assertThat(firstOf(algorithm)).isZero();
        pool.weigh(backends.get(0), 4);
        assertThat(firstOf(algorithm)).isEqualTo(PICKS);
    }

    @ParameterizedTest
    @EnumSource(AlgorithmName.class)
    void picksWhileWeightsChange(AlgorithmName name) throws InterruptedException {
        pool.add(backends);
        Algorithm algorithm = Algorithm.named(name);
        var over = new AtomicBoolean();
        Thread changer = new Thread(() -> {
            for (int i = 0; !over.get(); i++) {
                pool.weigh(backends.get(i % 2), 1 + i % 256);
            }
        });
        changer.start();
        try {
            for (int i = 0; i < 20_000; i++) {
                assertThat(algorithm.pick(pool.snapshot(), null, 0)).isIn(backends);
            }
        } finally {
            over.set(true);
            changer.join();
        }
    }
}
