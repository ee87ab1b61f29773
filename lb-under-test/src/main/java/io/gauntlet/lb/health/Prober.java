package io.gauntlet.lb.health;

import io.gauntlet.lb.config.HealthConfig;
import io.gauntlet.lb.pool.Backend;
import io.gauntlet.lb.pool.BackendState;
import io.gauntlet.lb.pool.Pool;
import io.gauntlet.lb.pool.PoolListener;
import io.gauntlet.lb.pool.ProbeResult;
import io.gauntlet.lb.pool.Transition;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * Probes the backends of a pool over HTTP, each in a rhythm of its own, so that a slow one delays no other.
 *
 * <p>The first probe of a backend goes out at once; every interval is varied by the jitter, so that many balancers do
 * not probe in step. Confined to one event loop, which carries no traffic.
 */
public final class Prober implements PoolListener {
    private final HealthConfig config;
    private final EventLoop loop;
    private final Bootstrap bootstrap;
    private final RandomGenerator random;
    private final Map<Backend, Rhythm> rhythms = new HashMap<>();
    private final Map<Backend, CompletableFuture<Void>> firstProbes = new ConcurrentHashMap<>();

    /**
     * @param bootstrap has the channel type and the event loop set
     * @param random for the jitter
     */
    public Prober(HealthConfig config, Bootstrap bootstrap, EventLoop loop, RandomGenerator random) {
        this.config = config;
        this.bootstrap = bootstrap;
        this.loop = loop;
        this.random = random;
    }

    /** Is done when every backend that was added so far has been heard of once, or its probe has timed out. */
    public CompletableFuture<Void> firstRound() {
        return CompletableFuture.allOf(firstProbes.values().toArray(CompletableFuture[]::new));
    }

    @Override
    public void added(Pool pool, Backend backend, BackendState state) {
        firstProbes.put(backend, new CompletableFuture<>());
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
    private final class Rhythm {
        private final Pool pool;
        private final Backend backend;
        private boolean stopped;

        Rhythm(Pool pool, Backend backend) {
            this.pool = pool;
            this.backend = backend;
        }

        void probe() {
            if (stopped || loop.isShuttingDown()) {
                return;
            }
            long begin = System.nanoTime();
            new HttpProbe(config, backend.address(), result -> ended(begin, result)).start(bootstrap);
        }

        private void ended(long begin, ProbeResult result) {
            if (stopped || loop.isShuttingDown()) {
                return;
            }
            pool.probed(backend, result);
            firstProbeEnded(backend);
            long next = begin
                    + jittered(config.schedule().interval(), config.schedule().jitter(), random);
            var unused = loop.schedule(this::probe, Math.max(0, next - System.nanoTime()), TimeUnit.NANOSECONDS);
        }
    }
}
