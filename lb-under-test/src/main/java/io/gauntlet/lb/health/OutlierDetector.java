package io.gauntlet.lb.health;

import io.gauntlet.lb.config.PassiveConfig;
import io.gauntlet.lb.pool.AttemptListener;
import io.gauntlet.lb.pool.Backend;
import io.gauntlet.lb.pool.BackendState;
import io.gauntlet.lb.pool.Member;
import io.gauntlet.lb.pool.Pool;
import io.gauntlet.lb.pool.PoolListener;
import io.gauntlet.lb.pool.Transition;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes backends out whose requests fail, for a time: after so many failures in a row or, if so configured, when too few of
 * the latest requests were answered well.
 *
 * <p>The traffic loops do no more than count, without a lock; only when a count is reached is the control loop told, which
 * judges and keeps the time (Envoy's outlier_detection_impl.cc is built like this). Thread-safe.
 */
final class OutlierDetector implements AttemptListener, PoolListener {
    private static final Logger LOG = LoggerFactory.getLogger(OutlierDetector.class);
    private static final int ERROR = 500;
    private static final long MIN_SLOT_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long LOG_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Pool pool;
    private final EventLoop loop;
    private final LongSupplier clock;
    private volatile PassiveConfig config;

    /** These are confined to the loop. */
    private final Map<Backend, Ejections> ejections = new HashMap<>();

    private final Map<Backend, SuccessWindow> windows = new HashMap<>();
    private @Nullable Future<?> looks;
    private long sparedLogged;

    /**
     * @param clock monotonic, in nanoseconds
     */
    OutlierDetector(Pool pool, PassiveConfig config, EventLoop loop, LongSupplier clock) {
        this.pool = pool;
        this.config = config;
        this.loop = loop;
        this.clock = clock;
        this.sparedLogged = clock.getAsLong() - LOG_PAUSE_NANOS;
    }

    /** Goes by other settings; who is out stays out for its time, unless nobody is to be out any more. Thread-safe. */
    void reconfigure(PassiveConfig other) {
        if (other.equals(config)) {
            return;
        }
        config = other;
        loop.execute(() -> {
            windows.clear();
            stopLooking();
            look();
            if (!other.on()) {
                ejections.forEach((backend, each) -> {
                    if (each.underWay()) {
                        pool.readmit(backend, "passive detection switched off");
                    }
                });
            }
        });
    }

    @Override
    public void answered(Backend backend, int status) {
        if (status < ERROR) {
            backend.tally().countGood();
        } else if (enough(backend)) {
            suspect(backend, "status " + status);
        }
    }

    @Override
    public void failed(Backend backend, String how) {
        if (enough(backend)) {
            suspect(backend, how);
        }
    }

    /** Counts a failure; tells whether the count is reached, again and again while nothing comes of it. */
    private boolean enough(Backend backend) {
        int streak = backend.tally().countBad();
        int limit = config.consecutiveFailures();
        return limit > 0 && streak % limit == 0;
    }

    private void suspect(Backend backend, String last) {
        if (!loop.isShuttingDown()) {
            String why = config.consecutiveFailures() + " failures in a row, the last: " + last;
            loop.execute(() -> eject(backend, why));
        }
    }

    private void eject(Backend backend, String why) {
        PassiveConfig now = config;
        if (!now.on() || !healthy(backend)) {
            return;
        }
        Optional<String> obstacle = EjectionLimit.of(pool.snapshot().members(), pool.minimumHealthyHosts())
                .obstacle(now.maxEjected());
        if (obstacle.isPresent()) {
            spare(backend, why, obstacle.get());
            return;
        }
        Ejections its = ejections.computeIfAbsent(backend, unused -> new Ejections());
        Duration time = its.next(now, clock.getAsLong());
        if (pool.eject(backend, time, "passive: " + why + "; out for " + text(time))) {
            backend.tally().countEjection();
            windows.remove(backend);
            its.begun(
                    now,
                    clock.getAsLong(),
                    loop.schedule(() -> timeIsOver(backend, its, time), time.toNanos(), TimeUnit.NANOSECONDS));
        }
    }

    private boolean healthy(Backend backend) {
        Member member = pool.snapshot().member(backend.id());
        return member != null && member.backend() == backend && member.state() == BackendState.HEALTHY;
    }

    private void spare(Backend backend, String why, String obstacle) {
        backend.tally().countSpared();
        long now = clock.getAsLong();
        if (now - sparedLogged >= LOG_PAUSE_NANOS) {
            sparedLogged = now;
            LOG.warn("pool {}: backend {}: passive: {}; stays in: {}", pool.name(), backend, why, obstacle);
        }
    }

    private void timeIsOver(Backend backend, Ejections its, Duration time) {
        its.back(clock.getAsLong());
        backend.tally().forgive();
        pool.readmit(backend, "passive: its " + text(time) + " are over");
    }

    private static String text(Duration time) {
        return time.toMillis() % 1000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
    }

    @Override
    public void added(Pool changed, Backend backend, BackendState state) {
        loop.execute(() -> {
            look();
            begin(backend);
        });
    }

    @Override
    public void changed(Pool changed, Transition transition) {
        Backend backend = transition.backend();
        if (transition.to() == BackendState.REMOVED) {
            loop.execute(() -> forget(backend));
        } else if (transition.to() == BackendState.HEALTHY) {
            loop.execute(() -> isBack(backend));
        }
    }

    /** By the end of its time, or because its probes saw it fail and recover. */
    private void isBack(Backend backend) {
        Ejections its = ejections.get(backend);
        if (its != null) {
            its.back(clock.getAsLong());
        }
        backend.tally().forgive();
        begin(backend);
    }

    /** Looks at its rate from now on, without what was before. */
    private void begin(Backend backend) {
        if (looks != null) {
            windows.put(backend, new SuccessWindow(backend.tally()));
        }
    }

    private void forget(Backend backend) {
        Ejections its = ejections.remove(backend);
        if (its != null) {
            its.back(clock.getAsLong());
        }
        windows.remove(backend);
        if (pool.snapshot().members().isEmpty()) {
            stopLooking();
        }
    }

    /** Begins to look at the rates, if that is asked for and not done yet. */
    private void look() {
        Optional<PassiveConfig.SuccessRate> rate = config.successRate();
        if (rate.isPresent() && looks == null) {
            long slot = Math.max(MIN_SLOT_NANOS, rate.get().window().toNanos() / SuccessWindow.SLOTS);
            looks = loop.scheduleWithFixedDelay(() -> look(rate.get()), slot, slot, TimeUnit.NANOSECONDS);
            pool.snapshot().members().forEach(member -> begin(member.backend()));
        }
    }

    private void stopLooking() {
        if (looks != null) {
            looks.cancel(false);
            looks = null;
        }
    }

    private void look(PassiveConfig.SuccessRate rate) {
        for (Member member : pool.snapshot().members()) {
            if (member.state() != BackendState.HEALTHY) {
                continue;
            }
            Backend backend = member.backend();
            SuccessWindow window = windows.computeIfAbsent(backend, unused -> new SuccessWindow(backend.tally()));
            window.look();
            if (window.below(rate.below(), rate.ofAtLeast())) {
                eject(
                        backend,
                        "%d of %d requests answered well, below %d%%"
                                .formatted(window.good(), window.requests(), Math.round(100 * rate.below())));
            }
        }
    }
}
