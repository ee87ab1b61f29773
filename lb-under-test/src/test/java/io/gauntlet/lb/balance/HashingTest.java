package io.gauntlet.lb.balance;

import static io.gauntlet.lb.balance.TestingPicks.SEED;
import static io.gauntlet.lb.balance.TestingPicks.alike;
import static io.gauntlet.lb.balance.TestingPicks.backend;
import static io.gauntlet.lb.balance.TestingPicks.backends;
import static io.gauntlet.lb.balance.TestingPicks.begin;
import static io.gauntlet.lb.balance.TestingPicks.end;
import static io.gauntlet.lb.balance.TestingPicks.healthy;
import static io.gauntlet.lb.balance.TestingPicks.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import io.gauntlet.lb.config.AlgorithmName;
import io.gauntlet.lb.pool.Availability;
import io.gauntlet.lb.pool.Backend;
import io.gauntlet.lb.pool.BackendState;
import io.gauntlet.lb.pool.HealthPolicy;
import io.gauntlet.lb.pool.Pool;
import io.gauntlet.lb.pool.PoolRules;
import io.gauntlet.lb.pool.ProbeResult;
import io.gauntlet.lb.pool.Snapshot;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for algorithms that go by a key. */
class HashingTest {
    private static final int KEYS = 20_000;

    private static List<@Nullable Backend> owners(Algorithm algorithm, Snapshot snapshot) {
        return IntStream.range(0, KEYS)
                .mapToObj(i -> algorithm.pick(snapshot, null, Hash.of("user-" + i)))
                .toList();
    }

    private static Algorithm algorithm(AlgorithmName name) {
        return Algorithm.named(name, SEED);
    }

    @ParameterizedTest
    @EnumSource(
            value = AlgorithmName.class,
            names = {"IP_HASH", "CONSISTENT_HASH"})
    void movesTheKeysOfOneThatGoesAndNoOther(AlgorithmName name) {
        List<Backend> backends = backends(1, 2, 1, 5, 1);
        Algorithm algorithm = algorithm(name);
        List<@Nullable Backend> before = owners(algorithm, healthy(backends));
        for (Backend gone : backends) {
            List<@Nullable Backend> after = owners(algorithm, snapshot(backends, List.of(gone)));
            Set<@Nullable Backend> heirs = new HashSet<>();
            for (int i = 0; i < KEYS; i++) {
                if (before.get(i) == gone) {
                    heirs.add(after.get(i));
                } else {
                    assertThat(after.get(i)).isSameAs(before.get(i));
                }
            }
            assertThat(heirs).as("who has the keys of %s", gone).hasSize(4).doesNotContain(gone);
            assertThat(owners(algorithm, healthy(backends)))
                    .as("once %s is back", gone)
                    .isEqualTo(before);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = AlgorithmName.class,
            names = {"IP_HASH", "CONSISTENT_HASH"})
    void movesItsShareToOneThatComesAndNothingElse(AlgorithmName name) {
        List<Backend> backends = backends(1, 2, 1, 5, 1);
        Algorithm algorithm = algorithm(name);
        List<@Nullable Backend> before = owners(algorithm, healthy(backends));
        Backend fresh = backend("fresh", 2);
        backends.add(1, fresh);
        List<@Nullable Backend> after = owners(algorithm, healthy(backends));
        int moved = 0;
        for (int i = 0; i < KEYS; i++) {
            if (after.get(i) != before.get(i)) {
                assertThat(after.get(i)).isSameAs(fresh);
                moved++;
            }
        }
        double due = 2.0 / 12;
        double deviation = Math.sqrt(due * (1 - due) * (1.0 / KEYS + 1.0 / (12 * Ring.POINTS)));
        // Five standard deviations: a false alarm in 1.7 million.
        assertThat((double) moved / KEYS).isBetween(due - 5 * deviation, due + 5 * deviation);
    }

    @ParameterizedTest
    @EnumSource(
            value = AlgorithmName.class,
            names = {"IP_HASH", "CONSISTENT_HASH"})
    void agreesWithAnotherProcessThatListsTheBackendsInAnotherOrder(AlgorithmName name) {
        List<Backend> backends = backends(1, 2, 1, 5, 1);
        List<Backend> shuffled = new ArrayList<>(backends);
        Collections.reverse(shuffled);
        assertThat(owners(algorithm(name), healthy(shuffled))).isEqualTo(owners(algorithm(name), healthy(backends)));
    }

    @ParameterizedTest
    @EnumSource(
            value = AlgorithmName.class,
            names = {"IP_HASH", "CONSISTENT_HASH"})
    void growsAShareByItsWeightAlone(AlgorithmName name) {
        List<Backend> light = backends(1, 1, 1);
        List<Backend> heavy = backends(1, 1, 3);
        List<@Nullable Backend> before = owners(algorithm(name), healthy(light));
        List<@Nullable Backend> after = owners(algorithm(name), healthy(heavy));
        for (int i = 0; i < KEYS; i++) {
            String id = String.valueOf(after.get(i));
            assertThat(id).isIn("b3", String.valueOf(before.get(i)));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = AlgorithmName.class,
            names = {"IP_HASH", "CONSISTENT_HASH"})
    void givesOneThatRecoversItsOwnKeysBackBitByBit(AlgorithmName name) {
        var now = new AtomicLong();
        List<Backend> backends = backends(1, 1, 1);
        Pool pool = new Pool(
                "web",
                new PoolRules(1, BackendState.HEALTHY, HealthPolicy.thresholds(1, 1), Availability.minimumHealthy()),
                List.of(),
                now::get);
        pool.slowStart(Duration.ofSeconds(30));
        pool.add(backends);
        Algorithm algorithm = algorithm(name);
        List<@Nullable Backend> before = owners(algorithm, pool.snapshot());
        pool.probed(backends.get(0), ProbeResult.bad("status 500"));
        List<@Nullable Backend> without = owners(algorithm, pool.snapshot());
        pool.probed(backends.get(0), ProbeResult.GOOD);
        int back = 0;
        for (int second = 0; second < 30; second += 10) {
            now.set(Duration.ofSeconds(second).toNanos());
            pool.ramp();
            List<@Nullable Backend> owners = owners(algorithm, pool.snapshot());
            for (int i = 0; i < KEYS; i++) {
                assertThat(owners.get(i)).isIn(before.get(i), without.get(i));
            }
            int owned = Collections.frequency(owners, backends.get(0));
            assertThat(owned)
                    .as("after %d s", second)
                    .isGreaterThan(back)
                    .isLessThan(Collections.frequency(before, backends.get(0)));
            back = owned;
        }
        now.set(Duration.ofSeconds(30).toNanos());
        pool.ramp();
        assertThat(owners(algorithm, pool.snapshot())).isEqualTo(before);
    }

    /** What one balancer has seen go and come another has not. */
    @ParameterizedTest
    @EnumSource(
            value = AlgorithmName.class,
            names = {"IP_HASH", "CONSISTENT_HASH"})
    void agreesWithAnotherProcessWhateverItHasSeen(AlgorithmName name) {
        Algorithm seasoned = algorithm(name);
        List<Backend> all = alike(40);
        var random = new SplittableRandom(SEED);
        for (int i = 0; i < 60; i++) {
            List<Backend> some = new ArrayList<>(all);
            some.removeIf(backend -> random.nextInt(10) < 5);
            some.add(all.get(random.nextInt(40)));
            // At times only a few are left, and at times there is somebody new.
            Snapshot snapshot = healthy(List.copyOf(new LinkedHashSet<>(i % 10 == 0 ? some.subList(0, 1) : some)));
            Algorithm fresh = algorithm(name);
            for (int key = 0; key < 200; key++) {
                assertThat(seasoned.pick(snapshot, null, key)).isSameAs(fresh.pick(snapshot, null, key));
            }
        }
    }

    @Test
    void keepsAnAddressAtItsBackendHoweverBusyThatIs() {
        Algorithm algorithm = new IpHash();
        Snapshot snapshot = healthy(alike(3));
        Backend first = algorithm.pick(snapshot, null, 7);
        begin(algorithm, first, 1_000);
        assertThat(algorithm.pick(snapshot, null, 7)).isSameAs(first);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 10, 1_000})
    void spreadsOneHotKeyNoFurtherThanItsBoundAsks(int count) {
        Algorithm algorithm = new ConsistentHash();
        List<Backend> backends = alike(count);
        Snapshot snapshot = healthy(backends);
        for (int i = 1; i <= 20 * count; i++) {
            begin(algorithm, algorithm.pick(snapshot, null, 7), 1);
            int bound = (int) Math.ceil(1.25 * i / count);
            assertThat(backends.stream().mapToInt(Backend::inFlight).max().orElseThrow())
                    .isLessThanOrEqualTo(bound);
        }
        // 20 each are due, 25 allowed: four fifths of the backends serve the key and are full, but not more than a
        // hundred.
        assertThat(backends.stream().filter(backend -> backend.inFlight() == 25).count())
                .isGreaterThanOrEqualTo(Math.min(count * 4 / 5 - 1, 100));
    }

    @Test
    void boundsByWeight() {
        Algorithm algorithm = new ConsistentHash();
        List<Backend> backends = backends(1, 3);
        Snapshot snapshot = healthy(backends);
        var random = new SplittableRandom(SEED);
        for (int i = 1; i <= 400; i++) {
            begin(algorithm, algorithm.pick(snapshot, null, random.nextLong()), 1);
            assertThat(backends.get(0).inFlight()).isLessThanOrEqualTo((int) Math.ceil(1.25 * i / 4));
            assertThat(backends.get(1).inFlight()).isLessThanOrEqualTo((int) Math.ceil(1.25 * i * 3 / 4));
        }
    }

    @Test
    void returnsToItsBackendOnceThatHasRoom() {
        Algorithm algorithm = new ConsistentHash();
        Snapshot snapshot = healthy(alike(3));
        Backend first = algorithm.pick(snapshot, null, 7);
        begin(algorithm, first, 1);
        assertThat(algorithm.pick(snapshot, null, 7)).isNotSameAs(first);
        if (first != null) {
            end(algorithm, first);
        }
        assertThat(algorithm.pick(snapshot, null, 7)).isSameAs(first);
    }

    @Test
    void holdsNoMorePointsThanItsMemoryAllows() {
        Ring ring = Ring.of(backends(IntStream.range(0, 1_000).map(i -> 256).toArray()));
        // 1,000 * 256 * 150 / 2^4 is the first that is not more than 2^22.
        assertThat(ring.length()).isEqualTo(2_400_000).isLessThanOrEqualTo(Ring.MAX_POINTS);
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.2, false",
        "192.0.2.1, 192.0.2.1, true",
        "2001:db8::1, 2001:db8::ffff:1, true",
        "2001:db8:0:1::1, 2001:db8:0:2::1, false",
        "::ffff:192.0.2.1, 192.0.2.1, true",
    })
    void takesAnIpv6ClientByItsNetwork(String one, String other, boolean same) throws UnknownHostException {
        boolean equal = Hash.of(InetAddress.getByName(one)) == Hash.of(InetAddress.getByName(other));
        assertThat(equal).isEqualTo(same);
    }
}
