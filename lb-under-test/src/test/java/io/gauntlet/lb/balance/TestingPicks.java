package io.gauntlet.lb.balance;

import io.gauntlet.lb.pool.Availability;
import io.gauntlet.lb.pool.Backend;
import io.gauntlet.lb.pool.BackendState;
import io.gauntlet.lb.pool.Member;
import io.gauntlet.lb.pool.Snapshot;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Backends to pick from, and what picks come to. */
final class TestingPicks {
    static final long SEED = 20260131;

    private TestingPicks() {}

    static List<Backend> backends(int... weights) {
        List<Backend> backends = new ArrayList<>();
        for (int i = 0; i < weights.length; i++) {
            backends.add(backend("b" + (i + 1), weights[i]));
        }
        return backends;
    }

    static Backend backend(String id, int weight) {
        return new Backend(id, InetSocketAddress.createUnresolved(id, 1), weight);
    }

    static List<Backend> alike(int count) {
        int[] weights = new int[count];
        Arrays.fill(weights, 1);
        return backends(weights);
    }

    static Snapshot healthy(List<Backend> backends) {
        return snapshot(backends, List.of());
    }

    static Snapshot snapshot(List<Backend> backends, List<Backend> unhealthy) {
        List<Member> members = backends.stream()
                .map(backend -> new Member(
                        backend, unhealthy.contains(backend) ? BackendState.UNHEALTHY : BackendState.HEALTHY))
                .toList();
        return new Snapshot(members, Availability.minimumHealthy().eligible(members, 1), false);
    }

    /** How often each backend is picked, for random keys; every request is over before the next. */
    static Map<String, Integer> counts(Algorithm algorithm, Snapshot snapshot, int picks) {
        return counts(algorithm, snapshot, null, picks);
    }

    static Map<String, Integer> counts(Algorithm algorithm, Snapshot snapshot, @Nullable Backend excluded, int picks) {
        var keys = new SplittableRandom(SEED);
        Map<String, Integer> counts = new HashMap<>();
        for (int i = 0; i < picks; i++) {
            Backend picked = algorithm.pick(snapshot, excluded, keys.nextLong());
            if (picked != null) {
                counts.merge(picked.id(), 1, Integer::sum);
            }
        }
        return counts;
    }

    /** Gives a request to a backend, and tells the algorithm. */
    static void begin(Algorithm algorithm, @Nullable Backend backend, int requests) {
        for (int i = 0; i < requests && backend != null; i++) {
            backend.began();
            algorithm.changed(backend);
        }
    }

    static void end(Algorithm algorithm, Backend backend) {
        backend.ended();
        algorithm.changed(backend);
    }
}
