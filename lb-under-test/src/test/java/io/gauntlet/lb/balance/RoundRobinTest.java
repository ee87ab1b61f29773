package io.gauntlet.lb.balance;

import static io.gauntlet.lb.balance.TestingPicks.alike;
import static io.gauntlet.lb.balance.TestingPicks.backends;
import static io.gauntlet.lb.balance.TestingPicks.healthy;
import static org.assertj.core.api.Assertions.assertThat;

import io.gauntlet.lb.pool.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RoundRobinTest {
    @Test
    void keepsTheOrderWhateverTheWeights() {
        // The hash of 0 is 0, so this seed begins at the first.
        Algorithm algorithm = new RoundRobin(0);
        Snapshot snapshot = healthy(backends(1, 5, 9));
        List<String> picks = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            picks.add(String.valueOf(algorithm.pick(snapshot, null, 0)));
        }
        assertThat(picks).containsExactly("b1", "b2", "b3", "b1", "b2", "b3");
    }

    @Test
    void countsOfAllThreadsTogetherDifferByOneAtMost() throws InterruptedException {
        Algorithm algorithm = new RoundRobin(TestingPicks.SEED);
        Snapshot snapshot = healthy(alike(3));
        Map<String, AtomicInteger> counts = new ConcurrentHashMap<>();
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            threads.add(new Thread(() -> {
                for (int i = 0; i < 2_501; i++) {
                    counts.computeIfAbsent(String.valueOf(algorithm.pick(snapshot, null, 0)), id -> new AtomicInteger())
                            .incrementAndGet();
                }
            }));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        // 4 * 2501 = 3 * 3334 + 2
        assertThat(counts.values().stream().map(AtomicInteger::get)).containsExactlyInAnyOrder(3334, 3335, 3335);
    }
}
