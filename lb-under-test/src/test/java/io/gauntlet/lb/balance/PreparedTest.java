package io.gauntlet.lb.balance;

import static org.assertj.core.api.Assertions.assertThat;

import io.gauntlet.lb.config.AlgorithmName;
import io.gauntlet.lb.pool.Availability;
import io.gauntlet.lb.pool.Backend;
import io.gauntlet.lb.pool.BackendState;
import io.gauntlet.lb.pool.HealthPolicy;
import io.gauntlet.lb.pool.Pool;
import io.gauntlet.lb.pool.PoolRules;
import io.gauntlet.lb.pool.Snapshot;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is laid out ahead is not laid out by a pick. */
class PreparedTest {
    private final List<List<Backend>> made = new ArrayList<>();
    private final Prepared<List<Backend>> prepared = Prepared.anew(eligible -> {
        made.add(eligible);
        return eligible;
    });

    private final List<Backend> first = TestingPicks.alike(3);
    private final List<Backend> second = TestingPicks.alike(3);
    private final List<Backend> third = TestingPicks.alike(3);

    private void assertHas(List<Backend> list) {
        assertThat(prepared.of(list)).isSameAs(list);
    }

    @Test
    void isMadeByThePickThatFindsNone() {
        made.clear();
        assertHas(first);
        assertHas(first);
        assertThat(made).hasSize(1);
    }

    @Test
    void isNotMadeAgainByAPickWhenItWasLaidOutAhead() {
        assertHas(first);
        made.clear();
        prepared.ahead(first, second);
        assertHas(first);
        assertHas(second);
        assertHas(first);
        prepared.ahead(second, third);
        assertHas(second);
        assertHas(third);
        assertThat(made).hasSize(2);
    }

    @Test
    void isRightForAListThatNobodySpokeOf() {
        prepared.ahead(first, second);
        assertHas(third);
        assertHas(second);
        prepared.ahead(third, first);
        assertHas(third);
        assertHas(first);
    }

    @ParameterizedTest
    @EnumSource
    void everyAlgorithmPicksFromTheSnapshotThatItIsGiven(AlgorithmName name) {
        var pool = new Pool(
                "web",
                new PoolRules(0, BackendState.HEALTHY, HealthPolicy.thresholds(1, 1), Availability.minimumHealthy()),
                List.of());
        Algorithm algorithm = Algorithm.named(name, 7);
        pool.layOutBy(algorithm::prepare);
        List<Backend> backends = TestingPicks.backends(1, 2, 3, 4);
        pool.add(backends);
        for (int round = 0; round < 20; round++) {
            Snapshot before = pool.snapshot();
            Backend changed = backends.get(round % 4);
            if (round % 8 < 4) {
                pool.drain(changed);
            } else {
                pool.undrain(changed);
            }
            assertPicks(algorithm, pool.snapshot());
            assertPicks(algorithm, before);
        }
    }

    @Test
    void theFirstPickKnowsWhatBeganSinceItWasLaidOut() {
        Algorithm algorithm = Algorithm.named(AlgorithmName.LEAST_CONNECTIONS, 7);
        List<Backend> backends = TestingPicks.alike(100);
        Snapshot next = laidOutAhead(algorithm, backends);
        Backend idle = backends.get(50);
        backends.stream().filter(each -> each != idle).forEach(each -> TestingPicks.begin(algorithm, each, 1));
        assertThat(algorithm.pick(next, null, 0)).isSameAs(idle);
    }

    @Test
    void theFirstPickByHashKnowsWhatIsInFlightAtAllSinceItWasLaidOut() {
        Algorithm algorithm = Algorithm.named(AlgorithmName.CONSISTENT_HASH, 7);
        List<Backend> backends = TestingPicks.alike(100);
        Snapshot next = laidOutAhead(algorithm, backends);
        Backend owner = algorithm.pick(next, null, 1);
        next = laidOutAhead(algorithm, backends);
        // 6 < 1.25 * (99 * 5 + 6 + 1) / 100: no more than its due only for whoever knows of all the others.
        backends.forEach(each -> TestingPicks.begin(algorithm, each, each == owner ? 6 : 5));
        assertThat(algorithm.pick(next, null, 1)).isSameAs(owner);
    }

    /** A snapshot from which nobody has picked yet, unlike the one before. */
    private static Snapshot laidOutAhead(Algorithm algorithm, List<Backend> backends) {
        Snapshot current = TestingPicks.healthy(new ArrayList<>(backends));
        algorithm.pick(current, null, 1);
        Snapshot next = TestingPicks.healthy(new ArrayList<>(backends));
        algorithm.prepare(current.eligible(), next.eligible());
        return next;
    }

    private static void assertPicks(Algorithm algorithm, Snapshot snapshot) {
        Set<Backend> picked = new HashSet<>();
        for (int i = 0; i < 50; i++) {
            Backend backend = algorithm.pick(snapshot, null, Hash.mix(i));
            if (!snapshot.eligible().isEmpty()) {
                picked.add(Objects.requireNonNull(backend));
            }
        }
        assertThat(snapshot.eligible()).containsAll(picked);
    }
}
