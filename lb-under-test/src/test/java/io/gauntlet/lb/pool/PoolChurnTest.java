package io.gauntlet.lb.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.gauntlet.lb.balance.Algorithm;
import io.gauntlet.lb.config.AlgorithmName;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Ten thousand backends come and go, all at once and one by one, while threads pick. */
class PoolChurnTest {
    private static final int MANY = 10_000;
    private static final int ROUNDS = 3;
    private static final int PICKERS = 2;
    private static final int STAY = 3;

    private final PoolRules rules =
            new PoolRules(1, BackendState.HEALTHY, HealthPolicy.thresholds(1, 1), Availability.minimumHealthy());
    private final Pool pool = new Pool("web", rules, List.of());
    private final AtomicBoolean over = new AtomicBoolean();
    private final ExecutorService threads = Executors.newFixedThreadPool(PICKERS);

    @AfterEach
    void end() {
        over.set(true);
        threads.shutdownNow();
    }

    private static List<Candidate> candidates(int count) {
        return IntStream.range(0, count)
                .mapToObj(
                        i -> new Candidate("b" + i, List.of(InetSocketAddress.createUnresolved("b", 1 + i)), 1 + i % 5))
                .toList();
    }

    private long pick(Algorithm algorithm) {
        long picks = 0;
        while (!over.get()) {
            Snapshot snapshot = pool.snapshot();
            Backend backend = Objects.requireNonNull(algorithm.pick(snapshot, null, picks * 0x9E3779B97F4A7C15L));
            assertThat(snapshot.allows(backend)).isTrue();
            backend.began();
            algorithm.changed(backend);
            backend.ended();
            algorithm.changed(backend);
            picks++;
        }
        return picks;
    }

    @ParameterizedTest
    @EnumSource
    void everyPickIsOfItsSnapshot(AlgorithmName name) throws Exception {
        Algorithm algorithm = Algorithm.named(name, 1);
        pool.layOutBy(algorithm::prepare);
        pool.reconcile(rules, candidates(STAY));
        List<Future<Long>> pickers = new ArrayList<>();
        for (int i = 0; i < PICKERS; i++) {
            pickers.add(threads.submit(() -> pick(algorithm)));
        }
        for (int round = 0; round < ROUNDS; round++) {
            Reconciled grown = pool.reconcile(rules, candidates(MANY));
            assertThat(grown.added()).hasSize(MANY - STAY);
            for (int i = 0; i < 10; i++) {
                pool.drain(grown.added().get(i));
            }
            Reconciled shrunk = pool.reconcile(rules, candidates(STAY));
            pool.remove(shrunk.removed());
            assertThat(pool.snapshot().members()).hasSize(STAY);
        }
        over.set(true);
        for (Future<Long> picker : pickers) {
            assertThat(picker.get(20, TimeUnit.SECONDS)).isPositive();
        }
        assertThat(pool.inFlight()).isZero();
    }
}
