package io.gauntlet.lb.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The weight of a backend that came back; with a time of its own. */
class SlowStartTest {
    private static final Duration WINDOW = Duration.ofSeconds(30);

    private long now;
    private final Backend one = new Backend("b1", InetSocketAddress.createUnresolved("b", 1), 1);
    private final Backend two = new Backend("b2", InetSocketAddress.createUnresolved("b", 2), 3);
    private final Pool pool = new Pool(
            "web",
            new PoolRules(1, BackendState.HEALTHY, HealthPolicy.thresholds(1, 1), Availability.minimumHealthy()),
            List.of(),
            () -> now);

    @BeforeEach
    void start() {
        pool.slowStart(WINDOW);
        pool.add(List.of(one, two));
    }

    private void recover(Backend backend) {
        pool.probed(backend, ProbeResult.bad("status 500"));
        pool.probed(backend, ProbeResult.GOOD);
    }

    private void pass(double seconds) {
        now += (long) (seconds * 1e9);
    }

    /** Its weight to that of an equal that does not ramp, in percent. */
    private static long percent(Backend backend) {
        return Math.round(10.0 * backend.weight() / backend.nominalWeight());
    }

    @Test
    void leavesThoseAloneThatNeverWereUnhealthy() {
        assertThat(percent(one)).isEqualTo(100);
        assertThat(percent(two)).isEqualTo(100);
        assertThat(pool.ramp()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"0, 10", "7.5, 33", "15, 55", "22.5, 78", "29.9, 100", "30, 100", "100, 100"})
    void risesInAStraightLineFromATenth(double seconds, int percent) {
        recover(two);
        pass(seconds);
        pool.ramp();
        // Of a weight of 3 there are 30 steps, so that rounding makes at most 1.7 %.
        assertThat(percent(two)).isBetween(percent - 2L, percent + 2L);
        assertThat(two.rampPercent()).isBetween(percent - 1, percent + 1);
        assertThat(percent(one)).isEqualTo(100);
        assertThat(two.nominalWeight()).isEqualTo(3);
    }

    @Test
    void beginsLowInTheVerySnapshotThatHasItBack() {
        List<Integer> seen = new ArrayList<>();
        pool.listen(new PoolListener() {
            @Override
            public void changed(Pool changed, Transition transition) {
                seen.add(one.weight());
            }
        });
        recover(one);
        assertThat(seen).containsExactly(10, 1);
    }

    @Test
    void publishesAnotherListForEachStepAndNoneInBetween() {
        recover(one);
        List<Backend> before = pool.snapshot().eligible();
        pass(0.1);
        assertThat(pool.ramp()).isTrue();
        assertThat(pool.snapshot().eligible()).isSameAs(before);
        pass(3);
        assertThat(pool.ramp()).isTrue();
        assertThat(pool.snapshot().eligible()).isNotSameAs(before).isEqualTo(before);
        pass(30);
        assertThat(pool.ramp()).isFalse();
        assertThat(percent(one)).isEqualTo(100);
    }

    @Test
    void beginsAnewWhenItFailsOnTheWay() {
        recover(one);
        pass(20);
        recover(one);
        assertThat(percent(one)).isEqualTo(10);
        pass(29);
        assertThat(pool.ramp()).isTrue();
        pass(1);
        assertThat(pool.ramp()).isFalse();
    }

    @Test
    void goesByAWeightThatIsSetOnTheWay() {
        recover(one);
        pass(15);
        pool.weigh(one, 10);
        assertThat(one.weight()).isEqualTo(55);
        assertThat(one.nominalWeight()).isEqualTo(10);
    }

    @Test
    void isOverWhenItIsSwitchedOff() {
        recover(one);
        pool.slowStart(Duration.ZERO);
        assertThat(one.weight()).isEqualTo(1);
        assertThat(two.weight()).isEqualTo(3);
        assertThat(pool.ramp()).isFalse();
        recover(one);
        assertThat(one.weight()).isEqualTo(1);
    }
}
