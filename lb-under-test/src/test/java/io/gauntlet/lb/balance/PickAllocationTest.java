package io.gauntlet.lb.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.sun.management.ThreadMXBean;
import io.gauntlet.lb.config.AlgorithmName;
import io.gauntlet.lb.config.LimitConfig;
import io.gauntlet.lb.pool.Availability;
import io.gauntlet.lb.pool.Backend;
import io.gauntlet.lb.pool.BackendState;
import io.gauntlet.lb.pool.HealthPolicy;
import io.gauntlet.lb.pool.Pool;
import io.gauntlet.lb.pool.PoolRules;
import io.gauntlet.lb.pool.Snapshot;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Counts what picks allocate, in bytes of their own thread: nothing, nor does the first one after a change of the pool. */
class PickAllocationTest {
    private static final int PICKS = 5_000;
    private static final int CHANGES = 24;
    private static final int KINDS_OF_CHANGES = 4;

    /** What allocates does so each time; the virtual machine itself now and then, as when it takes back an optimisation. */
    private static final int ROUNDS = 5;

    /** Changes after which classes are loaded and linked. */
    private static final int FIRST = 4;

    private static final long GOLDEN = 0x9E3779B97F4A7C15L;
    private static final long ANSWER_NANOS = 1_000_000;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private long key;

    @BeforeEach
    void isAbleToCount() {
        assumeThat(threads.isThreadAllocatedMemorySupported() && threads.isThreadAllocatedMemoryEnabled())
                .as("this virtual machine counts what a thread allocates")
                .isTrue();
    }

    static Stream<Arguments> algorithmsAndSizes() {
        return Stream.of(AlgorithmName.values())
                .flatMap(name -> IntStream.of(1, 3, 100, 10_000).mapToObj(size -> Arguments.of(name, size)));
    }

    /** A clock that stands still, so that laying out takes no time and nobody has to rest from it. */
    private static Pool pool(int size) {
        var rules =
                new PoolRules(0, BackendState.HEALTHY, HealthPolicy.thresholds(1, 1), Availability.minimumHealthy());
        var pool = new Pool("web", rules, List.of(), () -> 0);
        pool.add(TestingPicks.backends(
                IntStream.range(0, size).map(i -> 1 + i % 4).toArray()));
        return pool;
    }

    private long allocated() {
        return threads.getCurrentThreadAllocatedBytes();
    }

    /** A whole request, as far as an algorithm is told of it. */
    private void request(Algorithm algorithm, Snapshot snapshot) {
        key += GOLDEN;
        // Every fourth is a retry.
        Backend failed = key % 4 == 0 ? snapshot.eligible().get(0) : null;
        Backend backend = algorithm.pick(snapshot, failed, key);
        if (backend != null && snapshot.allows(backend)) {
            backend.began();
            algorithm.changed(backend);
            algorithm.answered(backend, ANSWER_NANOS);
            backend.ended();
            algorithm.changed(backend);
        }
    }

    private long bytesOfRequests(Algorithm algorithm, Snapshot snapshot, int count) {
        long before = allocated();
        for (int i = 0; i < count; i++) {
            request(algorithm, snapshot);
        }
        return allocated() - before;
    }

    @ParameterizedTest
    @MethodSource("algorithmsAndSizes")
    void noPickAllocates(AlgorithmName name, int size) {
        Pool pool = pool(size);
        Algorithm algorithm = Algorithm.named(name, TestingPicks.SEED);
        pool.layOutBy(algorithm::prepare);
        bytesOfRequests(algorithm, pool.snapshot(), PICKS);
        assertThat(least(() -> bytesOfRequests(algorithm, pool.snapshot(), PICKS)))
                .isZero();
    }

    @ParameterizedTest
    @MethodSource("algorithmsAndSizes")
    void norDoesTheFirstOneAfterAChange(AlgorithmName name, int size) {
        Pool pool = pool(size);
        Algorithm algorithm = Algorithm.named(name, TestingPicks.SEED);
        pool.layOutBy(algorithm::prepare);
        Backend coming = TestingPicks.backend("coming", 2);
        List<Long> bytes = new ArrayList<>();
        for (int i = 0; i < CHANGES; i++) {
            Snapshot before = pool.snapshot();
            switch (i % KINDS_OF_CHANGES) {
                case 0 -> pool.add(List.of(coming));
                case 1 -> pool.drain(coming);
                case 2 -> pool.undrain(coming);
                default -> pool.remove(coming);
            }
            long first = bytesOfRequests(algorithm, pool.snapshot(), 1);
            // Whoever still has the snapshot before has what belongs to it, too.
            bytes.add(first + bytesOfRequests(algorithm, before, 1) + bytesOfRequests(algorithm, pool.snapshot(), 1));
        }
        for (int kind = 0; kind < KINDS_OF_CHANGES; kind++) {
            long least = Long.MAX_VALUE;
            for (int i = FIRST + kind; i < CHANGES; i += KINDS_OF_CHANGES) {
                least = Math.min(least, bytes.get(i));
            }
            assertThat(least).as("after change %d", kind).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    void norDoesAnAdmissionWhileThereIsRoom(AlgorithmName name) {
        Pool pool = pool(100);
        Algorithm algorithm = Algorithm.named(name, TestingPicks.SEED);
        pool.layOutBy(algorithm::prepare);
        Admission admission = WaitingLine.of(pool).admit(algorithm, 8, new LimitConfig(8, 8, 0, Duration.ofSeconds(1)));
        var seeker = new Taker();
        bytesOfSeeks(admission, seeker);
        assertThat(least(() -> bytesOfSeeks(admission, seeker))).isZero();
    }

    private static long least(LongSupplier bytes) {
        return LongStream.generate(bytes).limit(ROUNDS).min().orElseThrow();
    }

    private long bytesOfSeeks(Admission admission, Taker seeker) {
        long before = allocated();
        for (int i = 0; i < PICKS; i++) {
            admission.seek(seeker);
            Backend found = Objects.requireNonNull(seeker.found);
            admission.connected(found);
            admission.release(found);
        }
        return allocated() - before;
    }

    /** Takes what it is given. */
    private static final class Taker implements Seeker {
        private @Nullable Backend found;

        @Override
        public Wish wish() {
            return Wish.ANY;
        }

        @Override
        public ScheduledExecutorService thread() {
            throw new IllegalStateException("nobody waits here");
        }

        @Override
        public void found(Backend backend) {
            found = backend;
        }

        @Override
        public void nobody() {
            throw new IllegalStateException("nobody there");
        }

        @Override
        public void shed() {
            throw new IllegalStateException("all full");
        }
    }
}
