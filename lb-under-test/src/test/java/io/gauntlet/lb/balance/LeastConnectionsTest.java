package io.gauntlet.lb.balance;

import static org.assertj.core.api.Assertions.assertThat;

import io.gauntlet.lb.pool.Backend;
import io.gauntlet.lb.pool.Snapshot;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LeastConnectionsTest extends AlgorithmContract {
    @Override
    Algorithm algorithm() {
        return new LeastConnections();
    }

    private static void begin(Backend backend, int requests) {
        for (int i = 0; i < requests; i++) {
            backend.began();
        }
    }

    @Test
    void picksTheLeastBusy() {
        List<Backend> backends = alike(3);
        begin(backends.get(0), 4);
        begin(backends.get(1), 2);
        begin(backends.get(2), 3);
        assertThat(counts(algorithm(), healthy(backends), 30)).isEqualTo(Map.of("b2", 30));
    }

    @Test
    void weighsTheLoad() {
        List<Backend> backends = backends(4, 1);
        begin(backends.get(0), 6);
        begin(backends.get(1), 2);
        // 6 / 4 is less than 2 / 1
        assertThat(counts(algorithm(), healthy(backends), 5)).isEqualTo(Map.of("b1", 5));
    }

    @Test
    void sharesByWeightWhenNothingEnds() {
        List<Backend> backends = backends(6, 3, 1);
        Snapshot snapshot = healthy(backends);
        Algorithm algorithm = algorithm();
        for (int i = 0; i < 100; i++) {
            Backend picked = algorithm.pick(snapshot, null);
            assertThat(picked).isNotNull();
            if (picked != null) {
                picked.began();
            }
        }
        assertThat(backends.stream().map(Backend::inFlight)).containsExactly(60, 30, 10);
    }

    @Test
    void sharesByWeightWhenIdle() {
        assertThat(counts(algorithm(), healthy(backends(3, 2)), 50)).isEqualTo(Map.of("b1", 30, "b2", 20));
    }
}
