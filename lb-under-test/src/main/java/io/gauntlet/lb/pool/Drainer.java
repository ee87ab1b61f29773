package io.gauntlet.lb.pool;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes backends out of the rotation without breaking requests.
 *
 * <p>A drained backend gets no new request, and sticky sessions are no exception: they move to another backend with
 * their next request and stay there. What is in flight may finish; at the end of the grace it is cut off, logged and
 * counted.
 *
 * <p>Where sessions are to be kept, their requests go on to come for the time of the grace, and then move; what is in flight
 * by then has the grace once more, or the last request of every session would be cut off.
 *
 * <pre>
 *   drain                     requests in flight finish --grace--> cut
 *   drainKeepingSessions      sessions stay --grace--> sessions move, requests in flight finish --grace--> cut
 * </pre>
 *
 * <p>Confined to the thread of its executor.
 */
public final class Drainer {
    private static final Logger LOG = LoggerFactory.getLogger(Drainer.class);
    private static final long LOOK_MILLIS = 25;

    private final Traffic traffic;
    private final ScheduledExecutorService control;
    private final UnaryOperator<Duration> grace;
    private final Map<Backend, Watch> watches = new HashMap<>();
    private final Map<Backend, ScheduledFuture<?>> keeping = new HashMap<>();

    /**
     * @param control runs everything here, one thing at a time
     * @param grace makes the grace that is kept of the grace that was asked for
     */
    public Drainer(Traffic traffic, ScheduledExecutorService control, UnaryOperator<Duration> grace) {
        this.traffic = traffic;
        this.control = control;
        this.grace = grace;
    }

    /** Drains; completes when every event loop goes by the new state. Draining twice sets a new grace. */
    public CompletionStage<Void> drain(Pool pool, Backend backend, Duration asked) {
        pool.drain(backend);
        watch(pool, backend, asked, false);
        return traffic.settle(List.of(backend));
    }

    /** Drains, but lets the backend's sessions stay until the grace ends. Draining twice sets a new grace. */
    public CompletionStage<Void> drainKeepingSessions(Pool pool, Backend backend, Duration asked) {
        Watch earlier = watches.get(backend);
        if (earlier != null && earlier.removal) {
            return drain(pool, backend, asked);
        }
        forget(backend);
        pool.drainKeepingSessions(backend);
        Runnable end = () -> {
            keeping.remove(backend);
            LOG.info("pool {}: backend {}: its sessions move", pool.name(), backend);
            pool.moveSessions(backend);
            // Those that are idle now are of no use any more.
            var unused = traffic.settle(List.of(backend));
            watch(pool, backend, asked, false);
        };
        long nanos = grace.apply(asked).toNanos();
        keeping.put(backend, control.schedule(end, nanos, TimeUnit.NANOSECONDS));
        return traffic.settle(List.of(backend));
    }

    /** Puts a drained backend back; false when it is being removed. */
    public boolean undrain(Pool pool, Backend backend) {
        if (!pool.undrain(backend)) {
            return false;
        }
        forget(backend);
        return true;
    }

    /** Drains, then removes; completes when every event loop goes by the new state. */
    public CompletionStage<Void> remove(Pool pool, Backend backend, Duration asked) {
        return remove(pool, List.of(backend), asked);
    }

    /** Like {@link #remove(Pool, Backend, Duration)} for many, of which the idle ones leave in one change of the pool. */
    public CompletionStage<Void> remove(Pool pool, List<Backend> backends, Duration asked) {
        List<Backend> idle = new ArrayList<>();
        for (Backend backend : backends) {
            pool.beginRemoval(backend);
            if (backend.inFlight() == 0) {
                forget(backend);
                idle.add(backend);
            } else {
                watch(pool, backend, asked, true);
            }
        }
        pool.remove(idle);
        return traffic.settle(backends);
    }

    private @Nullable Watch forget(Backend backend) {
        ScheduledFuture<?> kept = keeping.remove(backend);
        if (kept != null) {
            kept.cancel(false);
        }
        Watch watch = watches.remove(backend);
        if (watch != null) {
            watch.stop();
        }
        return watch;
    }

    private void watch(Pool pool, Backend backend, Duration asked, boolean removal) {
        Watch earlier = forget(backend);
        boolean removes = removal || (earlier != null && earlier.removal);
        var watch =
                new Watch(pool, backend, System.nanoTime() + grace.apply(asked).toNanos(), removes);
        watches.put(backend, watch);
        watch.look();
    }

    /** Follows one drain to its end. */
    private final class Watch {
        private final Pool pool;
        private final Backend backend;
        private final long deadline;
        private final boolean removal;
        private final ScheduledFuture<?> looks;
        private boolean over;

        Watch(Pool pool, Backend backend, long deadline, boolean removal) {
            this.pool = pool;
            this.backend = backend;
            this.deadline = deadline;
            this.removal = removal;
            this.looks = control.scheduleWithFixedDelay(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        }

        void stop() {
            over = true;
            looks.cancel(false);
        }

        void look() {
            boolean idle = backend.inFlight() == 0;
            if (over || (!idle && System.nanoTime() < deadline)) {
                return;
            }
            stop();
            watches.remove(backend, this);
            if (idle) {
                end();
            } else {
                traffic.cut(backend).thenAcceptAsync(this::cut, control);
            }
        }

        private void cut(int count) {
            backend.countCut(count);
            LOG.warn(
                    "pool {}: backend {}: the grace of its drain ended, {} requests cut off",
                    pool.name(),
                    backend,
                    count);
            end();
        }

        private void end() {
            if (removal) {
                pool.remove(backend);
            } else {
                LOG.info("pool {}: backend {}: drained", pool.name(), backend);
            }
        }
    }
}
