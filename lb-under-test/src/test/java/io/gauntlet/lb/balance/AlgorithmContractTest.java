package io.gauntlet.lb.balance;

import static io.gauntlet.lb.balance.TestingPicks.SEED;
import static io.gauntlet.lb.balance.TestingPicks.alike;
import static io.gauntlet.lb.balance.TestingPicks.backends;
import static io.gauntlet.lb.balance.TestingPicks.begin;
import static io.gauntlet.lb.balance.TestingPicks.counts;
import static io.gauntlet.lb.balance.TestingPicks.end;
import static io.gauntlet.lb.balance.TestingPicks.healthy;
import static io.gauntlet.lb.balance.TestingPicks.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import io.gauntlet.lb.config.AlgorithmName;
import io.gauntlet.lb.pool.Backend;
import io.gauntlet.lb.pool.Snapshot;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What every algorithm must keep to. */
class AlgorithmContractTest {
    private static final int MANY = 10_000;

    private static Algorithm algorithm(AlgorithmName name) {
        return Algorithm.named(name, SEED);
    }

    @ParameterizedTest
    @EnumSource(AlgorithmName.class)
    void picksNothingFromNothing(AlgorithmName name) {
        assertThat(algorithm(name).pick(healthy(List.of()), null, 1)).isNull();
    }

    @ParameterizedTest
    @EnumSource(AlgorithmName.class)
    void picksTheOnlyOne(AlgorithmName name) {
        assertThat(counts(algorithm(name), healthy(backends(7)), 100)).isEqualTo(Map.of("b1", 100));
    }

    @ParameterizedTest
    @EnumSource(AlgorithmName.class)
    void findsNoOtherThanTheOnlyOne(AlgorithmName name) {
        List<Backend> one = backends(7);
        assertThat(algorithm(name).pick(healthy(one), one.get(0), 1)).isNull();
    }

    static Stream<Arguments> namesAndWeights() {
        List<int[]> weights =
                List.of(new int[] {3, 2, 1}, new int[] {1, 1}, new int[] {1, 256}, new int[] {4, 4, 9, 1});
        return Stream.of(AlgorithmName.values())
                .flatMap(name -> weights.stream().map(each -> Arguments.of(name, each)));
    }

    @ParameterizedTest
    @MethodSource("namesAndWeights")
    void sharesByWeight(AlgorithmName name, int[] weights) {
        List<Backend> backends = backends(weights);
        // A multiple of all cycles.
        int picks = 3 * 2 * 2 * 257 * 36;
        Shares.of(name, backends).assertKept(counts(algorithm(name), healthy(backends), picks), picks);
    }

    @ParameterizedTest
    @EnumSource(AlgorithmName.class)
    void sharesEvenlyAmongEquals(AlgorithmName name) {
        for (int count : new int[] {2, 3, 7, 100}) {
            List<Backend> backends = alike(count);
            Map<String, Integer> counts = counts(algorithm(name), healthy(backends), 100 * count);
            assertThat(counts).hasSize(count);
            Shares.of(name, backends).assertKept(counts, 100 * count);
        }
    }

    @ParameterizedTest
    @EnumSource(AlgorithmName.class)
    void sharesOnlyAmongTheAvailable(AlgorithmName name) {
        List<Backend> backends = backends(2, 1, 3, 5, 1);
        Snapshot snapshot = snapshot(backends, List.of(backends.get(0), backends.get(3)));
        Map<String, Integer> counts = counts(algorithm(name), snapshot, 90_000);
        assertThat(counts).containsOnlyKeys("b2", "b3", "b5");
        Shares.of(name, snapshot.eligible()).assertKept(counts, 90_000);
    }

    @ParameterizedTest
    @EnumSource(AlgorithmName.class)
    void neverPicksWhatIsExcludedHoweverHeavyItIs(AlgorithmName name) {
        List<Backend> backends = backends(256, 1, 1);
        assertThat(counts(algorithm(name), healthy(backends), backends.get(0), 1_000))
                .containsOnlyKeys("b2", "b3");
    }

    /** An even third of 3,000 each would be 1,000; a hash's are wider, see {@link Shares}. */
    @ParameterizedTest
    @EnumSource(AlgorithmName.class)
    void spreadsRetriesOverAllOthers(AlgorithmName name) {
        List<Backend> backends = alike(4);
        assertThat(counts(algorithm(name), healthy(backends), backends.get(0), 3_000))
                .hasSize(3)
                .allSatisfy((id, picks) -> assertThat(picks).isBetween(600, 1_400));
    }

    /** With 40 picks for each, one that is drawn by lot is left out with a chance of e^-40, by a ring some e^-28. */
    @ParameterizedTest
    @EnumSource(AlgorithmName.class)
    void starvesNobodyOfTenThousand(AlgorithmName name) {
        assertThat(counts(algorithm(name), healthy(alike(MANY)), 40 * MANY)).hasSize(MANY);
    }

    @ParameterizedTest
    @EnumSource(AlgorithmName.class)
    void starvesNobodyWhileRequestsBeginAndEnd(AlgorithmName name) {
        List<Backend> backends = backends(1, 2, 4);
        Snapshot snapshot = healthy(backends);
        Algorithm algorithm = algorithm(name);
        var random = new SplittableRandom(SEED);
        List<Backend> busy = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            @Nullable Backend picked = algorithm.pick(snapshot, null, random.nextLong());
            assertThat(picked).isNotNull();
            if (picked != null) {
                begin(algorithm, picked, 1);
                busy.add(picked);
                algorithm.answered(picked, 1_000_000);
            }
            if (busy.size() > 20) {
                end(algorithm, busy.remove(random.nextInt(busy.size())));
            }
        }
        // The least that any of them is due, 1 / 7 of 5,000, would be 714.
        assertThat(backends)
                .allSatisfy(backend -> assertThat(backend.requests()).isGreaterThan(350));
    }

    @ParameterizedTest
    @EnumSource(AlgorithmName.class)
    void doesNotAlwaysBeginAtTheSameBackendUnlessItsKeySaysSo(AlgorithmName name) {
        List<Backend> backends = alike(4);
        Set<String> first = new HashSet<>();
        for (long seed = 0; seed < 100; seed++) {
            first.add(String.valueOf(Algorithm.named(name, seed).pick(healthy(backends), null, 1)));
        }
        assertThat(first).hasSize(algorithm(name).keyed() ? 1 : 4);
    }

    @ParameterizedTest
    @EnumSource(AlgorithmName.class)
    void namesItsSeedWhereItHasOne(AlgorithmName name) {
        Algorithm first = Algorithm.named(name);
        assertThat(first.seed().isPresent()).isNotEqualTo(first.keyed());
        Algorithm again = Algorithm.named(name, first.seed().orElse(0));
        Snapshot snapshot = healthy(alike(50));
        for (int i = 0; i < 100; i++) {
            assertThat(again.pick(snapshot, null, i)).isSameAs(first.pick(snapshot, null, i));
        }
    }

    @ParameterizedTest
    @EnumSource(AlgorithmName.class)
    @Timeout(120)
    void picksOnlyFromTheSnapshotInHandWhileOthersAreSwappedIn(AlgorithmName name) throws InterruptedException {
        Algorithm algorithm = algorithm(name);
        List<Backend> all = backends(1, 2, 3, 4, 5);
        List<Snapshot> snapshots =
                List.of(healthy(all), healthy(all.subList(1, 3)), healthy(List.of()), healthy(all.subList(4, 5)));
        var current = new AtomicInteger();
        Queue<String> wrong = new ConcurrentLinkedQueue<>();
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            var keys = new SplittableRandom(SEED + t);
            threads.add(new Thread(() -> {
                for (int i = 0; i < 20_000; i++) {
                    Snapshot snapshot = snapshots.get(current.get());
                    @Nullable Backend picked = algorithm.pick(snapshot, null, keys.nextLong());
                    boolean right = picked == null
                            ? snapshot.eligible().isEmpty()
                            : snapshot.eligible().contains(picked);
                    if (!right) {
                        wrong.add(picked + " from " + snapshot.eligible());
                    }
                    begin(algorithm, picked, 1);
                    if (picked != null) {
                        algorithm.answered(picked, 1_000L * i);
                        end(algorithm, picked);
                    }
                    if (i % 10 == 0) {
                        swap(algorithm, snapshots, current, i / 10 % snapshots.size());
                    }
                }
            }));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(wrong).isEmpty();
        assertThat(all).allSatisfy(backend -> assertThat(backend.inFlight()).isZero());
    }

    /** Every other time laid out before, as the pool does; and the rest as when changes come too fast for that. */
    private static void swap(Algorithm algorithm, List<Snapshot> snapshots, AtomicInteger current, int next) {
        synchronized (current) {
            if (next % 2 == 0) {
                algorithm.prepare(
                        snapshots.get(current.get()).eligible(),
                        snapshots.get(next).eligible());
            }
            current.set(next);
        }
    }
}
