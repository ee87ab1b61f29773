package io.gauntlet.lb.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Snapshots, events, and the minimum of healthy hosts. */
class PoolTest {
    private final List<String> events = new ArrayList<>();
    private final PoolListener listener = new PoolListener() {
        @Override
        public void changed(Pool pool, Transition transition) {
            events.add(
                    transition.backend() + " " + transition.from() + " " + transition.to() + " " + transition.cause());
        }

        @Override
        public void belowMinimum(Pool pool, boolean below, int healthy) {
            events.add((below ? "below " : "met ") + healthy);
        }
    };

    private final Backend one = new Backend("b1", InetSocketAddress.createUnresolved("b", 1), 1);
    private final Backend two = new Backend("b2", InetSocketAddress.createUnresolved("b", 2), 1);

    private Pool pool(int minimum) {
        var rules = new PoolRules(
                minimum, BackendState.STARTING, HealthPolicy.thresholds(1, 1), Availability.minimumHealthy());
        var pool = new Pool("web", rules, List.of(listener));
        pool.add(List.of(one, two));
        return pool;
    }

    private static void bad(Pool pool, Backend backend) {
        pool.probed(backend, ProbeResult.bad("status 500"));
    }

    @Test
    void allowsOnlyHealthyBackendsWhileThereAreEnough() {
        Pool pool = pool(1);
        pool.probed(one, ProbeResult.GOOD);
        assertThat(pool.snapshot().eligible()).containsExactly(one);
        assertThat(pool.snapshot().allows(two)).isFalse();
    }

    @Test
    void allowsAllButLeavingOnesBelowTheMinimum() {
        Pool pool = pool(2);
        pool.probed(one, ProbeResult.GOOD);
        bad(pool, two);
        assertThat(pool.snapshot().eligible()).containsExactly(one, two);
        pool.drain(two);
        assertThat(pool.snapshot().eligible()).containsExactly(one);
        pool.drain(one);
        assertThat(pool.snapshot().eligible()).isEmpty();
    }

    @Test
    void raisesTheAlarmOnceAndTakesItBackOnce() {
        Pool pool = pool(1);
        pool.probed(one, ProbeResult.GOOD);
        pool.probed(two, ProbeResult.GOOD);
        bad(pool, one);
        bad(pool, two);
        bad(pool, two);
        pool.probed(two, ProbeResult.GOOD);
        assertThat(events)
                .containsExactly(
                        "met 1",
                        "b1 STARTING HEALTHY answered as expected",
                        "b2 STARTING HEALTHY answered as expected",
                        "b1 HEALTHY UNHEALTHY status 500",
                        "below 0",
                        "b2 HEALTHY UNHEALTHY status 500",
                        "met 1",
                        "b2 UNHEALTHY HEALTHY answered as expected");
    }

    @Test
    void leavesAPublishedSnapshotAsItIs() {
        Pool pool = pool(0);
        pool.probed(one, ProbeResult.GOOD);
        Snapshot before = pool.snapshot();
        pool.remove(one);
        assertThat(before.eligible()).containsExactly(one);
        assertThat(pool.snapshot().member("b1")).isNull();
        assertThat(pool.snapshot().eligible()).isEmpty();
    }

    @Test
    void ignoresWhatComesLateForARemovedBackend() {
        Pool pool = pool(1);
        pool.remove(one);
        Snapshot before = pool.snapshot();
        pool.probed(one, ProbeResult.GOOD);
        pool.drain(one);
        assertThat(pool.undrain(one)).isFalse();
        assertThat(pool.snapshot()).isSameAs(before);
    }

    @Test
    void takesAnIdOnce() {
        Pool pool = pool(1);
        assertThat(pool.add(List.of(new Backend("b1", one.address(), 1)))).isFalse();
        pool.remove(one);
        assertThat(pool.add(List.of(new Backend("b1", one.address(), 1)))).isTrue();
    }
}
