package io.gauntlet.lb.balance;

import static io.gauntlet.lb.balance.TestingPicks.alike;
import static io.gauntlet.lb.balance.TestingPicks.backends;
import static io.gauntlet.lb.balance.TestingPicks.begin;
import static io.gauntlet.lb.balance.TestingPicks.healthy;
import static io.gauntlet.lb.balance.TestingPicks.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import io.gauntlet.lb.pool.Backend;
import io.gauntlet.lb.pool.Snapshot;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class LeastResponseTimeTest {
    private static final long FAST = Duration.ofMillis(10).toNanos();
    private static final long SLOW = Duration.ofMillis(100).toNanos();

    private final AtomicLong clock = new AtomicLong();
    private final Algorithm algorithm = new LeastResponseTime(TestingPicks.SEED, clock::get);
    private final List<Backend> two = alike(2);

    private void pass(int seconds) {
        clock.addAndGet(Duration.ofSeconds(seconds).toNanos());
    }

    private Map<String, Integer> counts(Snapshot snapshot) {
        return TestingPicks.counts(algorithm, snapshot, 1_000);
    }

    /** Its times are kept from the first pick on. */
    private Snapshot answering(List<Backend> backends, long... nanos) {
        Snapshot snapshot = healthy(backends);
        assertThat(algorithm.pick(snapshot, null, 0)).isNotNull();
        for (int i = 0; i < nanos.length; i++) {
            algorithm.answered(backends.get(i), nanos[i]);
        }
        return snapshot;
    }

    @Test
    void picksTheFaster() {
        assertThat(counts(answering(two, SLOW, FAST))).isEqualTo(Map.of("b2", 1_000));
    }

    @Test
    void picksTheSlowerWhileTheFasterHasMoreToDoThanItsSpeedMakesUpFor() {
        Snapshot snapshot = answering(two, SLOW, FAST);
        begin(algorithm, two.get(1), 8);
        // 9 * 10 ms is sooner than 1 * 100 ms
        assertThat(counts(snapshot)).isEqualTo(Map.of("b2", 1_000));
        begin(algorithm, two.get(1), 2);
        // 11 * 10 ms is not
        assertThat(counts(snapshot)).isEqualTo(Map.of("b1", 1_000));
    }

    @Test
    void triesOneAgainThatWasSlowOnce() {
        Snapshot snapshot = answering(two, SLOW, FAST);
        for (int second = 0; second < 20; second++) {
            pass(1);
            algorithm.answered(two.get(1), FAST);
        }
        // 100 ms * e^-2 is 13.5 ms
        assertThat(counts(snapshot)).isEqualTo(Map.of("b2", 1_000));
        pass(1);
        algorithm.answered(two.get(1), FAST);
        // 100 ms * e^-2.1 is 12.2 ms, less than a quarter more than 10 ms
        assertThat(counts(snapshot)).containsKey("b1");
        algorithm.answered(two.get(0), FAST);
        assertThat(counts(snapshot).get("b1")).isBetween(400, 600);
    }

    @Test
    void believesAWorseTimeAtOnceAndABetterOneByAndBy() {
        var time = new ResponseTime();
        time.add(FAST, 0);
        time.add(SLOW, 0);
        assertThat(time.at(0)).isCloseTo((double) SLOW, Percentage.withPercentage(0.01));
        long later = Duration.ofSeconds(ResponseTime.DECAY_SECONDS).toNanos();
        time.add(FAST, later);
        double kept = Math.exp(-1);
        assertThat(time.at(later)).isCloseTo(SLOW * kept * kept + FAST * (1 - kept), Percentage.withPercentage(1));
    }

    @Test
    void takesOneOfWhichNothingIsKnownForAsFastAsTheOther() {
        Snapshot snapshot = answering(two, FAST);
        assertThat(counts(snapshot).get("b2")).isBetween(400, 600);
        begin(algorithm, two.get(1), 1);
        assertThat(counts(snapshot)).isEqualTo(Map.of("b1", 1_000));
    }

    @Test
    void sharesByWeightAmongThoseThatAreMoreOrLessAlike() {
        List<Backend> backends = backends(3, 1);
        Snapshot snapshot = answering(backends, FAST * 6 / 5, FAST);
        // 5 standard deviations of 3 / 4
        assertThat(counts(snapshot).get("b1")).isBetween(750 - 69, 750 + 69);
        begin(algorithm, backends.get(0), 2);
        begin(algorithm, backends.get(1), 1);
        // 2 / 3 is less than 1 / 1
        assertThat(counts(snapshot)).isEqualTo(Map.of("b1", 1_000));
    }

    @Test
    void keepsTheTimesOfThoseThatStay() {
        List<Backend> three = alike(3);
        answering(three, SLOW, FAST, FAST);
        assertThat(counts(snapshot(three, three.subList(2, 3)))).isEqualTo(Map.of("b2", 1_000));
        // The third was away, so nothing is known of it; with the first it shares, with the second, too.
        assertThat(counts(healthy(three)).keySet()).contains("b2", "b3");
    }

    @Test
    void tellsTheTimeOfNobodyWhoIsNotThere() {
        Snapshot snapshot = answering(two, FAST, FAST);
        algorithm.answered(TestingPicks.backend("stranger", 1), SLOW);
        assertThat(counts(snapshot)).hasSize(2);
    }
}
