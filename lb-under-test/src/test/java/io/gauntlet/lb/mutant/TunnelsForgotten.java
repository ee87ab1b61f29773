package io.gauntlet.lb.mutant;

import io.gauntlet.lb.Assembly;
import io.gauntlet.lb.balance.Algorithm;
import io.gauntlet.lb.config.AlgorithmName;
import io.gauntlet.lb.pool.AttemptListener;
import io.gauntlet.lb.pool.Backend;
import io.gauntlet.lb.pool.Snapshot;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Counts requests, and takes a handshake for the whole of one. */
final class TunnelsForgotten implements Mutant {
    private static final int SWITCHING_PROTOCOLS = 101;

    @Override
    public String name() {
        return "tunnels-forgotten";
    }

    @Override
    public String defect() {
        return "a WebSocket counts until its handshake is over, and then no more";
    }

    @Override
    public Assembly breaking(Assembly sound) {
        Map<Backend, AtomicInteger> tunnels = new ConcurrentHashMap<>();
        return sound.withAttempts(attempts -> new Noting(attempts, tunnels))
                .withAlgorithm(name -> name == AlgorithmName.LEAST_CONNECTIONS
                        ? new Fewest(tunnels, new AtomicInteger())
                        : sound.algorithm().apply(name));
    }

    private record Noting(AttemptListener sound, Map<Backend, AtomicInteger> tunnels) implements AttemptListener {
        @Override
        public void answered(Backend backend, int status) {
            if (status == SWITCHING_PROTOCOLS) {
                tunnels.computeIfAbsent(backend, none -> new AtomicInteger()).incrementAndGet();
            }
            sound.answered(backend, status);
        }

        @Override
        public void failed(Backend backend, String how) {
            sound.failed(backend, how);
        }
    }

    private record Fewest(Map<Backend, AtomicInteger> tunnels, AtomicInteger turns) implements Algorithm {
        @Override
        public @Nullable Backend pick(Snapshot snapshot, @Nullable Backend excluded, long key) {
            var inTurn = new ArrayList<>(snapshot.eligible());
            inTurn.remove(excluded);
            Collections.rotate(inTurn, turns.getAndIncrement());
            return inTurn.stream().min(Comparator.comparingInt(this::load)).orElse(null);
        }

        private int load(Backend backend) {
            var forgotten = tunnels.get(backend);
            return backend.inFlight() - (forgotten == null ? 0 : forgotten.get());
        }

        /** What has ended can't be forgotten any more. */
        @Override
        public void changed(Backend backend) {
            var forgotten = tunnels.get(backend);
            if (forgotten != null) {
                forgotten.updateAndGet(count -> Math.min(count, backend.inFlight()));
            }
        }
    }
}
