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

    private static PoolRules rules(int minimum) {
        return new PoolRules(
                minimum, BackendState.STARTING, HealthPolicy.thresholds(1, 1), Availability.minimumHealthy());
    }

    private static Candidate same(Backend backend, int weight) {
        return new Candidate(backend.id(), List.of(backend.address()), weight);
    }

    private static List<String> states(Pool pool) {
        return pool.snapshot().members().stream()
                .map(member -> member.backend() + " " + member.state())
                .toList();
    }

    @Test
    void keepsWhoStaysAsItIsWhenReconciled() {
        Pool pool = pool(1);
        bad(pool, one);
        pool.drain(two);
        events.clear();
        Reconciled reconciled = pool.reconcile(rules(1), List.of(same(two, 1), same(one, 7)));
        assertThat(states(pool)).containsExactly("b2 DRAINING", "b1 UNHEALTHY");
        assertThat(pool.snapshot().members().get(1).backend()).isSameAs(one);
        assertThat(one.weight()).isEqualTo(7);
        assertThat(reconciled).isEqualTo(new Reconciled(List.of(), List.of(), 1));
        assertThat(events).isEmpty();
    }

    @Test
    void addsAndRemovesWhenReconciled() {
        Pool pool = pool(1);
        pool.probed(one, ProbeResult.GOOD);
        var third = new Candidate("b3", List.of(InetSocketAddress.createUnresolved("b", 3)), 2);
        Reconciled reconciled = pool.reconcile(rules(1), List.of(third, same(one, 1)));
        assertThat(states(pool)).containsExactly("b3 STARTING", "b1 HEALTHY", "b2 DRAINING");
        assertThat(pool.snapshot().eligible()).containsExactly(one);
        assertThat(reconciled.removed()).containsExactly(two);
        assertThat(reconciled.added()).extracting(Backend::weight).containsExactly(2);
        assertThat(pool.undrain(two)).isFalse();
    }

    @Test
    void takesAnotherAddressForAnotherBackend() {
        Pool pool = pool(0);
        pool.probed(one, ProbeResult.GOOD);
        var moved = new Candidate("b1", List.of(InetSocketAddress.createUnresolved("b", 9)), 1);
        Reconciled reconciled = pool.reconcile(rules(0), List.of(moved, same(two, 1)));
        assertThat(reconciled.removed()).containsExactly(one);
        assertThat(states(pool)).containsExactly("b1 STARTING", "b2 STARTING");
        assertThat(pool.snapshot().eligible()).isEmpty();
        pool.remove(one);
        assertThat(states(pool)).containsExactly("b1 STARTING", "b2 STARTING");
        assertThat(events).contains("b1 HEALTHY DRAINING configuration reloaded", "b1 DRAINING REMOVED removed");
    }

    @Test
    void knowsANameByAnyOfItsAddresses() {
        Pool pool = pool(0);
        var several = new Candidate(
                "b1",
                List.of(InetSocketAddress.createUnresolved("b", 9), InetSocketAddress.createUnresolved("b", 1)),
                1);
        assertThat(pool.reconcile(rules(0), List.of(several, same(two, 1))).added())
                .isEmpty();
    }

    @Test
    void beginsAnewWithABackendThatWasLeaving() {
        Pool pool = pool(0);
        pool.probed(one, ProbeResult.GOOD);
        pool.beginRemoval(one);
        Reconciled reconciled = pool.reconcile(rules(0), List.of(same(one, 1), same(two, 1)));
        assertThat(reconciled.removed()).isEmpty();
        assertThat(reconciled.added()).hasSize(1).doesNotContain(one);
        assertThat(states(pool)).containsExactly("b1 STARTING", "b2 STARTING");
    }

    @Test
    void goesByTheNewMinimumAndPolicy() {
        Pool pool = pool(0);
        pool.probed(one, ProbeResult.GOOD);
        var stricter =
                new PoolRules(2, BackendState.STARTING, HealthPolicy.thresholds(1, 2), Availability.minimumHealthy());
        pool.reconcile(stricter, List.of(same(one, 1), same(two, 1)));
        assertThat(pool.minimumHealthyHosts()).isEqualTo(2);
        assertThat(pool.snapshot().eligible()).containsExactly(one, two);
        bad(pool, one);
        assertThat(states(pool)).contains("b1 HEALTHY");
        bad(pool, one);
        assertThat(states(pool)).contains("b1 UNHEALTHY");
    }

    @Test
    void hasNoVerdictOnAnybodyWhereNobodyProbes() {
        Pool pool = pool(1);
        bad(pool, one);
        var unprobed =
                new PoolRules(1, BackendState.HEALTHY, HealthPolicy.thresholds(1, 1), Availability.minimumHealthy());
        pool.reconcile(unprobed, List.of(same(one, 1), same(two, 1)));
        assertThat(states(pool)).containsExactly("b1 HEALTHY", "b2 HEALTHY");
    }

    @Test
    void publishesAnotherSnapshotForAnotherWeight() {
        Pool pool = pool(0);
        pool.probed(one, ProbeResult.GOOD);
        List<Backend> before = pool.snapshot().eligible();
        assertThat(pool.weigh(one, 9)).isTrue();
        assertThat(pool.snapshot().eligible()).isNotSameAs(before).isEqualTo(before);
        assertThat(one.weight()).isEqualTo(9);
        pool.beginRemoval(one);
        assertThat(pool.weigh(one, 5)).isFalse();
        assertThat(one.weight()).isEqualTo(9);
    }

    @Test
    void takesAnIdOnce() {
        Pool pool = pool(1);
        assertThat(pool.add(List.of(new Backend("b1", one.address(), 1)))).isFalse();
        pool.remove(one);
        assertThat(pool.add(List.of(new Backend("b1", one.address(), 1)))).isTrue();
    }
}
