package io.gauntlet.lb.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.gauntlet.lb.config.ConfigFile;
import io.gauntlet.lb.config.HealthConfig;
import io.gauntlet.lb.pool.Availability;
import io.gauntlet.lb.pool.Backend;
import io.gauntlet.lb.pool.BackendState;
import io.gauntlet.lb.pool.HealthPolicy;
import io.gauntlet.lb.pool.Liveness;
import io.gauntlet.lb.pool.Pool;
import io.gauntlet.lb.pool.PoolRules;
import io.gauntlet.lb.pool.ProbeResult;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When which backend is asked, and what comes of it; with a time of its own. */
class ProberTest {
    private final TestingLoop loop = new TestingLoop();

    /** What was asked and not answered yet, by path and backend. */
    private final Map<String, Consumer<ProbeResult>> open = new HashMap<>();

    private final List<Long> asked = new ArrayList<>();
    private List<Backend> backends = List.of();

    @AfterEach
    void stop() {
        loop.close();
    }

    private static HealthConfig config(String health) {
        String yaml = "listeners: [{name: web, bind: 127.0.0.1:0, routes: [{pool: web}]}]\n"
                + "pools: [{name: web, health: " + health + "}]";
        return ConfigFile.parse("lb.yaml", yaml).pools().get(0).policy().health();
    }

    private Pool start(int size, String health) {
        HealthConfig config = config(health);
        var policy = HealthPolicy.thresholds(
                config.thresholds().healthy(), config.thresholds().unhealthy());
        var rules = new PoolRules(1, BackendState.STARTING, policy, Availability.minimumHealthy());
        var pool = new Pool("web", rules, List.of(), loop::nanoTime);
        Probing probing = (question, listener) -> {
            asked.add(loop.nanoTime());
            open.put(question.probe().http().path() + question.backend().getPort(), listener);
        };
        HealthWatch.over(
                pool, config, new HealthWatch.Gear(loop.loop(), probing, new SplittableRandom(1), loop::nanoTime));
        backends = IntStream.rangeClosed(1, size)
                .mapToObj(i -> new Backend("b" + i, InetSocketAddress.createUnresolved("b", i), 1))
                .toList();
        pool.add(backends);
        loop.run();
        return pool;
    }

    private void answer(String question, ProbeResult result) {
        Consumer<ProbeResult> listener = open.remove(question);
        assertThat(listener).as(question).isNotNull();
        if (listener != null) {
            listener.accept(result);
        }
        loop.run();
    }

    private static BackendState state(Pool pool) {
        return pool.snapshot().members().get(0).state();
    }

    private Liveness liveness(Pool pool) {
        return pool.standings().values().iterator().next().liveness();
    }

    @Test
    void asksOthersWhileOneIsSilent() {
        start(3, "{active: {interval: 1s, timeout: 60s, jitter: 0%}}");
        for (int i = 0; i < 10; i++) {
            answer("/health/ready2", ProbeResult.GOOD);
            answer("/health/ready3", ProbeResult.GOOD);
            loop.advance(Duration.ofSeconds(1));
        }
        assertThat(open).containsOnlyKeys("/health/ready1", "/health/ready2", "/health/ready3");
        assertThat(asked).hasSize(3 + 20);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void variesEveryInterval(long seed) {
        var random = new SplittableRandom(seed);
        LongStream intervals = LongStream.generate(() -> Prober.jittered(Duration.ofSeconds(5), 0.1, random))
                .limit(10_000);
        var statistics = intervals.summaryStatistics();
        // Evenly from 4.5 s to 5.5 s: the mean of 10,000 has a standard deviation of 1 s / sqrt(12 x 10,000) = 2.9 ms.
        assertThat(statistics.getMin()).isBetween(4_500_000_000L, 4_510_000_000L);
        assertThat(statistics.getMax()).isBetween(5_490_000_000L, 5_500_000_000L);
        assertThat(statistics.getAverage()).isBetween(4.985e9, 5.015e9);
    }

    @Test
    void doesNotStayInStep() {
        start(20, "{active: {interval: 5s, jitter: 10%}}");
        for (int round = 0; round < 3; round++) {
            for (int i = 1; i <= 20; i++) {
                if (open.containsKey("/health/ready" + i)) {
                    answer("/health/ready" + i, ProbeResult.GOOD);
                }
            }
            loop.advance(Duration.ofMillis(5_500));
        }
        // The first goes out at once; 20 draws from 20 steps of 50 ms miss about a third of them.
        assertThat(asked.subList(20, 40).stream().distinct().count()).isGreaterThan(6);
    }

    @Test
    void countsNoFailureOfAStartBeforeItsGraceIsOver() {
        Pool pool = start(1, "{active: {interval: 1s, jitter: 0%, startup-grace: 10s}}");
        for (int i = 0; i < 10; i++) {
            answer("/health/ready1", ProbeResult.bad("no answer"));
            assertThat(state(pool)).isEqualTo(BackendState.STARTING);
            loop.advance(Duration.ofSeconds(1));
        }
        for (int i = 0; i < 2; i++) {
            answer("/health/ready1", ProbeResult.bad("no answer"));
            loop.advance(Duration.ofSeconds(1));
        }
        assertThat(state(pool)).isEqualTo(BackendState.STARTING);
        answer("/health/ready1", ProbeResult.bad("no answer"));
        assertThat(state(pool)).isEqualTo(BackendState.UNHEALTHY);
    }

    @Test
    void countsFailuresOfOneThatHasBegunWithinTheGrace() {
        Pool pool = start(1, "{active: {interval: 1s, jitter: 0%, startup-grace: 1m}}");
        answer("/health/ready1", ProbeResult.GOOD);
        assertThat(state(pool)).isEqualTo(BackendState.HEALTHY);
        for (int i = 0; i < 3; i++) {
            loop.advance(Duration.ofSeconds(1));
            answer("/health/ready1", ProbeResult.bad("no answer"));
        }
        assertThat(state(pool)).isEqualTo(BackendState.UNHEALTHY);
    }

    @Test
    void tellsAliveFromReady() {
        Pool pool = start(1, "{active: {interval: 1s, jitter: 0%, unhealthy-threshold: 1}, liveness: {}}");
        answer("/health/ready1", ProbeResult.bad("no answer within 2000 ms"));
        assertThat(state(pool)).isEqualTo(BackendState.STARTING);
        answer("/health/live1", ProbeResult.GOOD);
        assertThat(state(pool)).isEqualTo(BackendState.UNHEALTHY);
        assertThat(liveness(pool)).isEqualTo(Liveness.ALIVE);
        assertThat(pool.standings().get(backends.get(0)))
                .hasFieldOrPropertyWithValue("cause", "alive, not ready: no answer within 2000 ms");
        loop.advance(Duration.ofSeconds(1));
        answer("/health/live1", ProbeResult.unready("status 500"));
        answer("/health/ready1", ProbeResult.unready("status 503"));
        assertThat(liveness(pool)).isEqualTo(Liveness.DEAD);
        assertThat(pool.standings().get(backends.get(0))).hasFieldOrPropertyWithValue("cause", "not alive: status 503");
    }

    @Test
    void doesNotWaitForASignOfLifeOfOneThatIsReady() {
        Pool pool = start(1, "{active: {interval: 1s, jitter: 0%}, liveness: {}}");
        answer("/health/ready1", ProbeResult.GOOD);
        assertThat(state(pool)).isEqualTo(BackendState.HEALTHY);
        assertThat(liveness(pool)).isEqualTo(Liveness.ALIVE);
        answer("/health/live1", ProbeResult.bad("no answer"));
        assertThat(liveness(pool)).isEqualTo(Liveness.ALIVE);
        loop.advance(Duration.ofSeconds(1));
        assertThat(open).containsOnlyKeys("/health/ready1", "/health/live1");
    }
}
