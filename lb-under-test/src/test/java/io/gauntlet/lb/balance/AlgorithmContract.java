package io.gauntlet.lb.balance;

import static org.assertj.core.api.Assertions.assertThat;

import io.gauntlet.lb.pool.Availability;
import io.gauntlet.lb.pool.Backend;
import io.gauntlet.lb.pool.BackendState;
import io.gauntlet.lb.pool.Member;
import io.gauntlet.lb.pool.Snapshot;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every algorithm must keep to. */
abstract class AlgorithmContract {
    abstract Algorithm algorithm();

    /** How far a share may be from what is expected of it; nothing, unless chance has a say. */
    int slack(int expected) {
        return 0;
    }

    private void assertShares(Map<String, Integer> counts, int expected) {
        assertThat(counts.values())
                .allSatisfy(
                        picks -> assertThat(picks).isBetween(expected - slack(expected), expected + slack(expected)));
    }

    static List<Backend> backends(int... weights) {
        List<Backend> backends = new ArrayList<>();
        for (int i = 0; i < weights.length; i++) {
            backends.add(new Backend("b" + (i + 1), InetSocketAddress.createUnresolved("b", i + 1), weights[i]));
        }
        return backends;
    }

    static List<Backend> alike(int count) {
        int[] weights = new int[count];
        Arrays.fill(weights, 1);
        return backends(weights);
    }

    static Snapshot healthy(List<Backend> backends) {
        return snapshot(backends, List.of());
    }

    static Snapshot snapshot(List<Backend> backends, List<Backend> unhealthy) {
        List<Member> members = backends.stream()
                .map(backend -> new Member(
                        backend, unhealthy.contains(backend) ? BackendState.UNHEALTHY : BackendState.HEALTHY))
                .toList();
        return new Snapshot(members, Availability.minimumHealthy().eligible(members, 1), false);
    }

    /** How often each backend is picked; every request is over before the next. */
    static Map<String, Integer> counts(Algorithm algorithm, Snapshot snapshot, int picks) {
        Map<String, Integer> counts = new HashMap<>();
        for (int i = 0; i < picks; i++) {
            Backend picked = algorithm.pick(snapshot, null);
            if (picked != null) {
                counts.merge(picked.id(), 1, Integer::sum);
            }
        }
        return counts;
    }

    @Test
    void picksNothingFromNothing() {
        assertThat(algorithm().pick(healthy(List.of()), null)).isNull();
    }

    @Test
    void picksTheOnlyOne() {
        assertThat(counts(algorithm(), healthy(alike(1)), 10)).isEqualTo(Map.of("b1", 10));
    }

    @Test
    void findsNoOtherThanTheOnlyOne() {
        List<Backend> one = alike(1);
        assertThat(algorithm().pick(healthy(one), one.get(0))).isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 7, 100})
    void sharesEvenlyAmongEquals(int count) {
        Map<String, Integer> counts = counts(algorithm(), healthy(alike(count)), 10 * count);
        assertThat(counts).hasSize(count);
        assertShares(counts, 10);
    }

    @Test
    void neverPicksWhatIsUnavailable() {
        List<Backend> backends = alike(5);
        Snapshot snapshot = snapshot(backends, List.of(backends.get(0), backends.get(3)));
        Map<String, Integer> counts = counts(algorithm(), snapshot, 90);
        assertThat(counts).containsOnlyKeys("b2", "b3", "b5");
        assertShares(counts, 30);
    }

    @Test
    void neverPicksWhatIsExcluded() {
        List<Backend> backends = backends(200, 1, 1);
        Algorithm algorithm = algorithm();
        for (int i = 0; i < 1_000; i++) {
            assertThat(algorithm.pick(healthy(backends), backends.get(0)))
                    .isNotNull()
                    .isNotSameAs(backends.get(0));
        }
    }

    @Test
    void spreadsRetriesOverAllOthers() {
        List<Backend> backends = alike(4);
        Algorithm algorithm = algorithm();
        Map<String, Integer> counts = new HashMap<>();
        for (int i = 0; i < 300; i++) {
            Backend picked = algorithm.pick(healthy(backends), backends.get(0));
            counts.merge(String.valueOf(picked), 1, Integer::sum);
        }
        assertThat(counts)
                .hasSize(3)
                .allSatisfy((id, picks) -> assertThat(picks).isBetween(60, 140));
    }

    @Test
    void picksOnlyFromTheSnapshotInHandWhileOthersAreSwappedIn() throws InterruptedException {
        Algorithm algorithm = algorithm();
        List<Backend> all = backends(1, 2, 3, 4, 5);
        List<Snapshot> snapshots =
                List.of(healthy(all), healthy(all.subList(1, 3)), healthy(List.of()), healthy(all.subList(4, 5)));
        var current = new AtomicInteger();
        Queue<String> wrong = new ConcurrentLinkedQueue<>();
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            threads.add(new Thread(() -> {
                for (int i = 0; i < 20_000; i++) {
                    Snapshot snapshot = snapshots.get(current.get());
                    @Nullable Backend picked = algorithm.pick(snapshot, null);
                    boolean right = picked == null
                            ? snapshot.eligible().isEmpty()
                            : snapshot.eligible().contains(picked);
                    if (!right) {
                        wrong.add(picked + " from " + snapshot.eligible());
                    }
                    if (i % 10 == 0) {
                        current.set(i / 10 % snapshots.size());
                    }
                }
            }));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(wrong).isEmpty();
    }
}
