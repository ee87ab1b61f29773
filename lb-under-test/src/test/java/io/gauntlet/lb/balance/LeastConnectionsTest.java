package io.gauntlet.lb.balance;

import static io.gauntlet.lb.balance.TestingPicks.alike;
import static io.gauntlet.lb.balance.TestingPicks.backends;
import static io.gauntlet.lb.balance.TestingPicks.begin;
import static io.gauntlet.lb.balance.TestingPicks.counts;
import static io.gauntlet.lb.balance.TestingPicks.end;
import static io.gauntlet.lb.balance.TestingPicks.healthy;
import static org.assertj.core.api.Assertions.assertThat;

import io.gauntlet.lb.pool.Backend;
import io.gauntlet.lb.pool.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LeastConnectionsTest {
    private final Algorithm algorithm = new LeastConnections(TestingPicks.SEED);

    @Test
    void picksTheLeastBusy() {
        List<Backend> backends = alike(3);
        begin(algorithm, backends.get(0), 4);
        begin(algorithm, backends.get(1), 2);
        begin(algorithm, backends.get(2), 3);
        assertThat(counts(algorithm, healthy(backends), 30)).isEqualTo(Map.of("b2", 30));
    }

    @Test
    void weighsTheLoad() {
        List<Backend> backends = backends(4, 1);
        begin(algorithm, backends.get(0), 6);
        begin(algorithm, backends.get(1), 2);
        // 6 / 4 is less than 2 / 1
        assertThat(counts(algorithm, healthy(backends), 5)).isEqualTo(Map.of("b1", 5));
    }

    @Test
    void sharesByWeightWhenNothingEnds() {
        List<Backend> backends = backends(6, 3, 1);
        Snapshot snapshot = healthy(backends);
        for (int i = 0; i < 100; i++) {
            begin(algorithm, algorithm.pick(snapshot, null, 0), 1);
        }
        assertThat(backends.stream().map(Backend::inFlight)).containsExactly(60, 30, 10);
    }

    @Test
    void givesOneThatWasBusyForLongNoMoreTurnsThanOthers() {
        List<Backend> backends = alike(2);
        Snapshot snapshot = healthy(backends);
        begin(algorithm, backends.get(0), 1);
        counts(algorithm, snapshot, 1_000);
        end(algorithm, backends.get(0));
        assertThat(counts(algorithm, snapshot, 20).get("b1")).isBetween(10, 11);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 5, 64, 65, 1_000})
    void picksNoneThatIsBusierThanAnother(int count) {
        var random = new SplittableRandom(count);
        List<Backend> backends = backends(random.ints(count, 1, 257).toArray());
        Snapshot snapshot = healthy(backends);
        List<Backend> busy = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            Backend excluded = i % 7 == 0 ? backends.get(random.nextInt(count)) : null;
            @Nullable Backend picked = algorithm.pick(snapshot, excluded, 0);
            assertThat(picked).isNotNull();
            if (picked != null) {
                assertThat(load(picked)).isEqualTo(least(backends, excluded));
                begin(algorithm, picked, 1);
                busy.add(picked);
            }
            while (busy.size() > 500) {
                end(algorithm, busy.remove(random.nextInt(busy.size())));
            }
        }
    }

    private static double load(Backend backend) {
        return (double) backend.inFlight() / backend.weight();
    }

    private static double least(List<Backend> backends, @Nullable Backend excluded) {
        return backends.stream()
                .filter(backend -> backend != excluded)
                .mapToDouble(LeastConnectionsTest::load)
                .min()
                .orElseThrow();
    }

    /** A configuration that was in force before may have had other requests, of which only that one is told. */
    @Test
    void noticesInTimeWhatItWasNotTold() {
        List<Backend> backends = alike(5);
        Snapshot snapshot = healthy(backends);
        backends.subList(0, 4).forEach(Backend::began);
        backends.get(4).began();
        backends.get(4).began();
        counts(algorithm, snapshot, 10);
        backends.get(4).ended();
        backends.get(4).ended();
        counts(algorithm, snapshot, 5);
        assertThat(counts(algorithm, snapshot, 10)).isEqualTo(Map.of("b5", 10));
    }

    @Test
    @Timeout(120)
    void isExactAgainOnceManyThreadsAreDone() throws InterruptedException {
        List<Backend> backends = alike(100);
        Snapshot snapshot = healthy(backends);
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            threads.add(new Thread(() -> {
                for (int i = 0; i < 25_000; i++) {
                    Backend picked = algorithm.pick(snapshot, null, 0);
                    if (picked != null) {
                        begin(algorithm, picked, 1);
                        end(algorithm, picked);
                    }
                }
            }));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        for (int i = 0; i < 100; i++) {
            begin(algorithm, algorithm.pick(snapshot, null, 0), 1);
        }
        assertThat(backends)
                .allSatisfy(backend -> assertThat(backend.inFlight()).isEqualTo(1));
    }
}
