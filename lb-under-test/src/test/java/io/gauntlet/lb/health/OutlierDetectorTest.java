package io.gauntlet.lb.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.gauntlet.lb.config.PassiveConfig;
import io.gauntlet.lb.pool.Availability;
import io.gauntlet.lb.pool.Backend;
import io.gauntlet.lb.pool.BackendState;
import io.gauntlet.lb.pool.HealthPolicy;
import io.gauntlet.lb.pool.Pool;
import io.gauntlet.lb.pool.PoolListener;
import io.gauntlet.lb.pool.PoolRules;
import io.gauntlet.lb.pool.ProbeResult;
import io.gauntlet.lb.pool.Transition;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is taken out because of its requests, for how long, and who is not; with a time of its own. */
class OutlierDetectorTest {
    private static final Duration BASE = Duration.ofSeconds(30);
    private static final Duration MAX = Duration.ofSeconds(100);
    private static final PassiveConfig FIVE = new PassiveConfig(5, Optional.empty(), BASE, MAX, 0.5);

    private final TestingLoop loop = new TestingLoop();
    private final List<String> events = new ArrayList<>();
    private List<Backend> backends = List.of();
    private Pool pool = pool(0, 1);
    private OutlierDetector detector = detector(FIVE);

    @AfterEach
    void stop() {
        loop.close();
    }

    /** A pool of healthy backends. */
    private Pool pool(int size, int minimum) {
        var rules = new PoolRules(
                minimum, BackendState.HEALTHY, HealthPolicy.thresholds(2, 3), Availability.minimumHealthy());
        var listener = new PoolListener() {
            @Override
            public void changed(Pool changed, Transition transition) {
                events.add(transition.backend() + " " + transition.to() + " " + transition.cause());
            }
        };
        var fresh = new Pool("web", rules, List.of(listener), loop::nanoTime);
        backends = IntStream.rangeClosed(1, size)
                .mapToObj(i -> new Backend("b" + i, InetSocketAddress.createUnresolved("b", i), 1))
                .toList();
        fresh.add(backends);
        return fresh;
    }

    private OutlierDetector detector(PassiveConfig config) {
        var fresh = new OutlierDetector(pool, config, loop.loop(), loop::nanoTime);
        pool.listen(fresh);
        return fresh;
    }

    private void start(int size, int minimum, PassiveConfig config) {
        pool = pool(size, minimum);
        detector = detector(config);
        detector.added(pool, backends.get(0), BackendState.HEALTHY);
        loop.run();
    }

    private void fail(int index, int times) {
        for (int i = 0; i < times; i++) {
            detector.answered(backends.get(index), 503);
        }
        loop.run();
    }

    private void probe(int index, boolean good, int times) {
        for (int i = 0; i < times; i++) {
            pool.probed(backends.get(index), good ? ProbeResult.GOOD : ProbeResult.bad("no answer"));
        }
        loop.run();
    }

    private BackendState state(int index) {
        return pool.snapshot().members().get(index).state();
    }

    /** How long the first one is still out. */
    private Optional<Duration> ejectedFor() {
        return Objects.requireNonNull(pool.standings().get(backends.get(0))).ejectedFor();
    }

    private long out() {
        return pool.snapshot().members().stream()
                .filter(member -> member.state() == BackendState.UNHEALTHY)
                .count();
    }

    @Test
    void ejectsAfterSoManyFailuresInARowAndTellsWhy() {
        start(2, 1, FIVE);
        fail(0, 4);
        assertThat(state(0)).isEqualTo(BackendState.HEALTHY);
        fail(0, 1);
        assertThat(state(0)).isEqualTo(BackendState.UNHEALTHY);
        assertThat(pool.snapshot().eligible()).containsExactly(backends.get(1));
        assertThat(events)
                .containsExactly("b1 UNHEALTHY passive: 5 failures in a row, the last: status 503; out for 30 s");
        assertThat(backends.get(0).tally().ejections()).isOne();
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 302, 404, 499})
    void beginsAnewAfterAGoodAnswer(int status) {
        start(2, 1, FIVE);
        fail(0, 4);
        detector.answered(backends.get(0), status);
        fail(0, 4);
        assertThat(out()).isZero();
        assertThat(backends.get(0).tally().streak()).isEqualTo(4);
        assertThat(backends.get(0).tally().bad()).isEqualTo(8);
    }

    @Test
    void countsWhatBroughtNoAnswer() {
        start(2, 1, FIVE);
        fail(0, 4);
        detector.failed(backends.get(0), "no connection");
        loop.run();
        assertThat(events).singleElement().asString().contains("the last: no connection");
    }

    @Test
    void readmitsByTimeAlone() {
        start(2, 1, FIVE);
        fail(0, 5);
        loop.advance(BASE.minusMillis(1));
        assertThat(state(0)).isEqualTo(BackendState.UNHEALTHY);
        loop.advance(Duration.ofMillis(1));
        assertThat(state(0)).isEqualTo(BackendState.HEALTHY);
        assertThat(events).last().isEqualTo("b1 HEALTHY passive: its 30 s are over");
        fail(0, 4);
        assertThat(state(0)).isEqualTo(BackendState.HEALTHY);
    }

    @Test
    void tellsHowLongItIsStillOut() {
        start(2, 1, FIVE);
        fail(0, 5);
        loop.advance(Duration.ofSeconds(10));
        assertThat(ejectedFor()).contains(Duration.ofSeconds(20));
        loop.advance(Duration.ofSeconds(20));
        assertThat(ejectedFor()).isEmpty();
    }

    @Test
    void doublesUpToAMaximumWhenItFailsAgainAtOnce() {
        start(2, 1, FIVE);
        for (long expected : List.of(30L, 60L, 100L, 100L, 100L)) {
            fail(0, 5);
            Duration time = ejectedFor().orElseThrow();
            assertThat(time).hasSeconds(expected);
            loop.advance(time);
        }
    }

    @Test
    void forgivesADoublingForEachTimeThatItStaysWell() {
        start(2, 1, FIVE);
        for (int i = 0; i < 3; i++) {
            fail(0, 5);
            loop.advance(ejectedFor().orElseThrow());
        }
        loop.advance(BASE.multipliedBy(2));
        fail(0, 5);
        // Three ejections ask for 240 s cut to 100 s; two of three doublings are forgiven.
        assertThat(ejectedFor()).contains(Duration.ofSeconds(60));
        loop.advance(Duration.ofSeconds(60));
        loop.advance(Duration.ofMinutes(10));
        fail(0, 5);
        assertThat(ejectedFor()).contains(BASE);
    }

    @ParameterizedTest
    @CsvSource({
        "1, 50, 0",
        "2, 50, 1",
        "3, 50, 1",
        "4, 50, 2",
        "5, 50, 2",
        "10, 10, 1",
        "3, 10, 1",
        "10, 100, 9",
        "100, 29, 29",
        "2, 100, 1"
    })
    void ejectsNoMoreThanItsShareAndNeverTheLast(int size, int percent, int most) {
        start(size, 0, new PassiveConfig(5, Optional.empty(), BASE, MAX, percent / 100.0));
        for (int i = 0; i < size; i++) {
            fail(i, 10);
        }
        assertThat(out()).isEqualTo(most);
        long spared =
                backends.stream().mapToLong(backend -> backend.tally().spared()).sum();
        assertThat(spared).isEqualTo(2L * (size - most));
        assertThat(pool.snapshot().eligible()).hasSize(size - most);
    }

    @Test
    void countsThoseThatTheProbesTookOut() {
        start(4, 1, FIVE);
        probe(0, false, 3);
        probe(1, false, 3);
        fail(2, 5);
        assertThat(state(2)).isEqualTo(BackendState.HEALTHY);
        probe(1, true, 2);
        fail(2, 5);
        assertThat(state(2)).isEqualTo(BackendState.UNHEALTHY);
    }

    @Test
    void countsNobodyWhoLeaves() {
        start(4, 1, FIVE);
        pool.drain(backends.get(2));
        pool.drain(backends.get(3));
        fail(0, 5);
        fail(1, 5);
        assertThat(out()).isOne();
        fail(2, 5);
        assertThat(state(2)).isEqualTo(BackendState.DRAINING);
    }

    @Test
    void keepsTheMinimumOfHealthyBackends() {
        start(4, 3, FIVE);
        fail(0, 5);
        fail(1, 5);
        assertThat(out()).isOne();
        assertThat(pool.snapshot().belowMinimum()).isFalse();
    }

    @Test
    void staysOutWhereTheProbesSaySo() {
        start(2, 1, FIVE);
        fail(0, 5);
        probe(0, false, 3);
        loop.advance(BASE);
        assertThat(state(0)).isEqualTo(BackendState.UNHEALTHY);
        assertThat(ejectedFor()).isEmpty();
        probe(0, true, 2);
        assertThat(state(0)).isEqualTo(BackendState.HEALTHY);
    }

    @Test
    void returnsEarlyWhenItsProbesSawItFailAndRecover() {
        start(2, 1, FIVE);
        fail(0, 5);
        probe(0, true, 5);
        assertThat(state(0)).isEqualTo(BackendState.UNHEALTHY);
        probe(0, false, 3);
        probe(0, true, 2);
        assertThat(state(0)).isEqualTo(BackendState.HEALTHY);
        fail(0, 5);
        // The end of the first ejection must not end the second.
        loop.advance(BASE);
        assertThat(state(0)).isEqualTo(BackendState.UNHEALTHY);
        loop.advance(BASE);
        assertThat(state(0)).isEqualTo(BackendState.HEALTHY);
    }

    @Test
    void ejectsWhomTooFewRequestsAreAnsweredWell() {
        var rate = new PassiveConfig.SuccessRate(0.5, 20, Duration.ofSeconds(10));
        start(2, 1, new PassiveConfig(0, Optional.of(rate), BASE, MAX, 0.5));
        mixed(9, 10);
        loop.advance(Duration.ofSeconds(2));
        assertThat(state(0)).isEqualTo(BackendState.HEALTHY);
        mixed(0, 1);
        loop.advance(Duration.ofSeconds(2));
        assertThat(events)
                .singleElement()
                .asString()
                .startsWith("b1 UNHEALTHY passive: 9 of 20 requests answered well, below 50%");
        loop.advance(BASE);
        assertThat(state(0)).isEqualTo(BackendState.HEALTHY);
        loop.advance(Duration.ofSeconds(5));
        assertThat(state(0)).isEqualTo(BackendState.HEALTHY);
    }

    @Test
    void forgetsWhatWasBeforeTheWindow() {
        var rate = new PassiveConfig.SuccessRate(0.5, 20, Duration.ofSeconds(10));
        start(2, 1, new PassiveConfig(0, Optional.of(rate), BASE, MAX, 0.5));
        mixed(1, 18);
        loop.advance(Duration.ofSeconds(12));
        mixed(1, 18);
        loop.advance(Duration.ofSeconds(12));
        assertThat(out()).isZero();
    }

    /** Good and bad answers in turn, so that there is no streak. */
    private void mixed(int good, int bad) {
        for (int i = 0; i < Math.max(good, bad); i++) {
            if (i < bad) {
                detector.answered(backends.get(0), 500);
            }
            if (i < good) {
                detector.answered(backends.get(0), 200);
            }
        }
    }

    @Test
    void ejectsNobodyWhenSwitchedOff() {
        start(2, 1, PassiveConfig.OFF);
        fail(0, 1_000);
        assertThat(out()).isZero();
        assertThat(backends.get(0).tally().bad()).isEqualTo(1_000);
    }

    @Test
    void readmitsEverybodyWhenItIsSwitchedOff() {
        start(2, 1, FIVE);
        fail(0, 5);
        detector.reconfigure(PassiveConfig.OFF);
        loop.run();
        assertThat(events).last().isEqualTo("b1 HEALTHY passive detection switched off");
    }

    @Test
    void goesOnAcrossAChangeOfItsSettings() {
        start(2, 1, FIVE);
        fail(0, 5);
        detector.reconfigure(new PassiveConfig(3, Optional.empty(), BASE, MAX, 0.5));
        loop.run();
        assertThat(state(0)).isEqualTo(BackendState.UNHEALTHY);
        loop.advance(BASE);
        assertThat(state(0)).isEqualTo(BackendState.HEALTHY);
        fail(0, 3);
        assertThat(state(0)).isEqualTo(BackendState.UNHEALTHY);
    }
}
