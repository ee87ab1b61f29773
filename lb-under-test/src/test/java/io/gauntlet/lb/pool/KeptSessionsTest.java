package io.gauntlet.lb.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Backends that drain and keep their sessions. */
class KeptSessionsTest {
    private final Backend one = new Backend("b1", InetSocketAddress.createUnresolved("b", 1), 1);
    private final Backend two = new Backend("b2", InetSocketAddress.createUnresolved("b", 2), 1);
    private final PoolRules rules =
            new PoolRules(1, BackendState.HEALTHY, HealthPolicy.thresholds(1, 1), Availability.minimumHealthy());
    private final Pool pool = new Pool("web", rules, List.of());

    KeptSessionsTest() {
        pool.add(List.of(one, two));
    }

    private boolean serves() {
        return pool.snapshot().serves(one);
    }

    @Test
    void serveTheirSessionsAndNobodyElse() {
        assertThat(serves()).isTrue();
        pool.drainKeepingSessions(one);
        assertThat(serves()).isTrue();
        assertThat(pool.snapshot().allows(one)).isFalse();
        assertThat(pool.snapshot().eligible()).containsExactly(two);
        assertThat(pool.moveSessions(one)).isTrue();
        assertThat(serves()).isFalse();
        assertThat(pool.moveSessions(one)).isFalse();
        assertThat(pool.undrain(one)).isTrue();
        assertThat(pool.snapshot().allows(one)).isTrue();
    }

    @Test
    void giveThemUpToAnotherDrain() {
        pool.drainKeepingSessions(one);
        pool.drain(one);
        assertThat(serves()).isFalse();
        pool.drainKeepingSessions(one);
        assertThat(serves()).isTrue();
    }

    @Test
    void serveOnlyWhileTheyAreWell() {
        pool.drainKeepingSessions(one);
        pool.probed(one, ProbeResult.bad("status 500"));
        assertThat(serves()).isFalse();
        pool.probed(one, ProbeResult.GOOD);
        assertThat(serves()).isTrue();
        pool.undrain(one);
        assertThat(pool.eject(one, Duration.ofMinutes(1), "5 failures in a row"))
                .isTrue();
        pool.drainKeepingSessions(one);
        assertThat(serves()).isFalse();
    }

    @Test
    void haveNoneWhenTheyAreBeingRemoved() {
        pool.drainKeepingSessions(one);
        pool.beginRemoval(one);
        assertThat(serves()).isFalse();
        pool.drainKeepingSessions(one);
        assertThat(serves()).isFalse();
    }

    @Test
    void keepThemOverAReloadThatLeavesThemThere() {
        pool.drainKeepingSessions(one);
        pool.reconcile(
                rules,
                List.of(
                        new Candidate("b1", List.of(one.address()), 1),
                        new Candidate("b2", List.of(two.address()), 1)));
        assertThat(serves()).isTrue();
        pool.reconcile(rules, List.of(new Candidate("b2", List.of(two.address()), 1)));
        assertThat(serves()).isFalse();
    }
}
