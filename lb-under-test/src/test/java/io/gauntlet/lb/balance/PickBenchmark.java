package io.gauntlet.lb.balance;

import io.gauntlet.lb.config.AlgorithmName;
import io.gauntlet.lb.pool.Backend;
import io.gauntlet.lb.pool.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a pick costs, and what a request costs an algorithm as a whole, on one thread; and what it costs to lay out what
 * picks need. Backends have weights of 1 to 4, and some requests in flight each, so that none is idle.
 *
 * <p>See the module's README for the command.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Benchmark)
public class PickBenchmark {
    private static final long SEED = 20260131;
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;
    private static final long ANSWER_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    @Param
    private AlgorithmName algorithm = AlgorithmName.ROUND_ROBIN;

    @Param({"3", "100", "10000"})
    private int backends = 1;

    private List<Backend> pool = new ArrayList<>();
    private Snapshot snapshot = TestingPicks.healthy(pool);
    private Algorithm picking = Algorithm.named(algorithm, SEED);
    private long key;

    /** Makes a pool that is at work. */
    @Setup(Level.Trial)
    public void fillPool() {
        var random = new SplittableRandom(SEED);
        // Not immutable, so that each snapshot makes a list of its own of it.
        pool = new ArrayList<>(TestingPicks.backends(
                IntStream.range(0, backends).map(i -> 1 + random.nextInt(4)).toArray()));
        snapshot = TestingPicks.healthy(pool);
        picking = Algorithm.named(algorithm, SEED);
        for (Backend backend : pool) {
            TestingPicks.begin(picking, backend, backend.weight() + random.nextInt(3));
        }
        next();
        pool.forEach(backend -> picking.answered(backend, ANSWER_NANOS + random.nextInt(1_000_000)));
    }

    private @Nullable Backend next() {
        key += GOLDEN;
        return picking.pick(snapshot, null, key);
    }

    /** A pick alone. */
    @Benchmark
    public @Nullable Backend pick() {
        return next();
    }

    /** A pick with all that the algorithm is told of the request. */
    @Benchmark
    public @Nullable Backend request() {
        Backend picked = next();
        if (picked != null) {
            TestingPicks.begin(picking, picked, 1);
            picking.answered(picked, ANSWER_NANOS);
            TestingPicks.end(picking, picked);
        }
        return picked;
    }

    /** The first pick after somebody went or returned. */
    @Benchmark
    public @Nullable Backend firstPickAfterAChange() {
        snapshot = new Snapshot(List.of(), pool, false);
        return next();
    }

    /** The first pick of all, as after somebody came. */
    @Benchmark
    public @Nullable Backend firstPick() {
        picking = Algorithm.named(algorithm, SEED);
        return next();
    }
}
