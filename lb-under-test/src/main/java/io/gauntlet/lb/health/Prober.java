package io.gauntlet.lb.health;

import io.gauntlet.lb.config.HealthConfig;
import io.gauntlet.lb.pool.Backend;
import io.gauntlet.lb.pool.BackendState;
import io.gauntlet.lb.pool.Pool;
import io.gauntlet.lb.pool.PoolListener;
import io.gauntlet.lb.pool.ProbeResult;
import io.gauntlet.lb.pool.Transition;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Probes the backends of a pool, each in a rhythm of its own, so that a slow one delays no other.
 *
 * <p>The first probe of a backend goes out at once; every interval is varied by the jitter, so that many balancers do
 * not probe in step. Where the configuration has no probes it rests. Confined to one event loop, which carries no traffic.
 */
final class Prober implements PoolListener {
    private volatile HealthConfig config;
    private final HealthWatch.Gear gear;
    private final EventLoop loop;
    private final Map<Backend, Rhythm> rhythms = new HashMap<>();
    private final Map<Backend, CompletableFuture<Void>> firstProbes = new ConcurrentHashMap<>();

    Prober(HealthConfig config, HealthWatch.Gear gear) {
        this.config = config;
        this.gear = gear;
        this.loop = gear.loop();
    }

    /** Goes on by other settings; the next probe of each backend comes when it is due by them. Thread-safe. */
    void reconfigure(HealthConfig other) {
        HealthConfig before = config;
        if (other.equals(before)) {
            return;
        }
        config = other;
        loop.execute(() -> rhythms.values().forEach(Rhythm::readjust));
    }

    /** Is done when every backend that was added so far has been heard of once, or its probe has timed out. */
    CompletableFuture<Void> firstRound() {
        return CompletableFuture.allOf(firstProbes.values().toArray(CompletableFuture[]::new));
    }

    @Override
    public void added(Pool pool, Backend backend, BackendState state) {
        if (config.probed()) {
            firstProbes.put(backend, new CompletableFuture<>());
        }
        loop.execute(() -> {
            var rhythm = new Rhythm(pool, backend);
            rhythms.put(backend, rhythm);
            rhythm.probe();
        });
    }

    @Override
    public void changed(Pool pool, Transition transition) {
        if (transition.to() == BackendState.REMOVED) {
            loop.execute(() -> {
                firstProbeEnded(transition.backend());
                Rhythm rhythm = rhythms.remove(transition.backend());
                if (rhythm != null) {
                    rhythm.stopped = true;
                }
            });
        }
    }

    private void firstProbeEnded(Backend backend) {
        CompletableFuture<Void> first = firstProbes.remove(backend);
        if (first != null) {
            first.complete(null);
        }
    }

    /** The interval, varied evenly by up to the jitter both ways. */
    static long jittered(Duration interval, double jitter, RandomGenerator random) {
        double factor = 1 + jitter * (2 * random.nextDouble() - 1);
        return (long) (interval.toNanos() * factor);
    }

    /** The probes of one backend. */
    private final class Rhythm implements Round.Listener {
        private final Pool pool;
        private final Backend backend;
        private final long added = gear.clock().getAsLong();
        private long begin = added;
        private boolean underWay;
        private boolean stopped;
        private @Nullable Future<?> next;

        Rhythm(Pool pool, Backend backend) {
            this.pool = pool;
            this.backend = backend;
        }

        void probe() {
            next = null;
            HealthConfig asked = config;
            if (stopped || !asked.probed() || loop.isShuttingDown()) {
                return;
            }
            begin = gear.clock().getAsLong();
            underWay = true;
            new Round(asked, this).ask(gear.probing(), backend.address());
        }

        @Override
        public void found(HealthConfig asked, ProbeResult result) {
            if (stopped || loop.isShuttingDown()) {
                return;
            }
            // An answer to a question that is not asked any more says nothing.
            if (asked.probe().equals(config.probe())) {
                pool.probed(backend, inGrace() ? result.inGrace() : result);
            }
            firstProbeEnded(backend);
        }

        private boolean inGrace() {
            return gear.clock().getAsLong() - added
                    < config.schedule().startupGrace().toNanos();
        }

        @Override
        public void ended() {
            underWay = false;
            if (!stopped && !loop.isShuttingDown()) {
                schedule();
            }
        }

        private void schedule() {
            HealthConfig.Schedule schedule = config.schedule();
            long due = begin + jittered(schedule.interval(), schedule.jitter(), gear.random());
            long wait = due - gear.clock().getAsLong();
            next = loop.schedule(this::probe, Math.max(0, wait), TimeUnit.NANOSECONDS);
        }

        /** Where a probe is under way, its end sees to the next. */
        void readjust() {
            if (underWay) {
                return;
            }
            if (next != null) {
                next.cancel(false);
                next = null;
            }
            schedule();
        }
    }
}
