package io.gauntlet.lb.skew;

import io.gauntlet.lb.config.AlgorithmName;
import io.gauntlet.lb.config.Balancing;
import io.gauntlet.lb.pool.Backend;
import io.gauntlet.lb.pool.BackendState;
import io.gauntlet.lb.pool.Pool;
import io.gauntlet.lb.pool.PoolListener;
import io.netty.channel.EventLoop;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the shares of a pool's backends, ten times in each window, for as long as it has backends. Looks on one event
 * loop, which carries no traffic; {@link #skew} may be read by any thread.
 */
public final class SkewWatch {
    private final Pool pool;
    private final SkewListener listener;
    private final EventLoop loop;
    private final LongSupplier clock;
    private volatile Skew skew;

    /** These are the loop's alone. */
    private SkewWindow window;

    private @Nullable Future<?> next;

    private SkewWatch(Pool pool, Balancing config, SkewListener listener, EventLoop loop, LongSupplier clock) {
        this.pool = pool;
        this.listener = listener;
        this.loop = loop;
        this.clock = clock;
        this.skew = Skew.none(config.skew());
        this.window = window(config);
    }

    /**
     * Begins with a pool that has no backends yet.
     *
     * @param clock monotonic, in nanoseconds
     */
    public static SkewWatch over(
            Pool pool, Balancing config, SkewListener listener, EventLoop loop, LongSupplier clock) {
        var watch = new SkewWatch(pool, config, listener, loop, clock);
        pool.listen(new PoolListener() {
            @Override
            public void added(Pool changed, Backend backend, BackendState state) {
                loop.execute(watch::begin);
            }
        });
        return watch;
    }

    /** How requests were shared when it looked last. */
    public Skew skew() {
        return skew;
    }

    /** Goes on by other settings; where they are others, with an empty window. */
    public void reconfigure(Balancing other) {
        loop.execute(() -> {
            if (!window.config().equals(other.skew()) || window.weighted() != weighted(other)) {
                window = window(other);
                tell(Skew.none(other.skew()));
                if (next != null) {
                    // It was due by the old window.
                    next.cancel(false);
                    look();
                }
            }
        });
    }

    private SkewWindow window(Balancing config) {
        return new SkewWindow(config.skew(), weighted(config), clock.getAsLong());
    }

    /** Plain turns heed no weight, so by none may they be judged. */
    private static boolean weighted(Balancing config) {
        return config.algorithm() != AlgorithmName.ROUND_ROBIN;
    }

    private void begin() {
        if (next == null) {
            look();
        }
    }

    private void look() {
        next = null;
        tell(window.slide(pool.snapshot().eligible(), clock.getAsLong()));
        if (!pool.snapshot().members().isEmpty() && !loop.isShuttingDown()) {
            long nanos = Math.max(1, window.config().window().toNanos() / SkewWindow.SLICES);
            next = loop.schedule(this::look, nanos, TimeUnit.NANOSECONDS);
        }
    }

    private void tell(Skew now) {
        boolean before = skew.alarm();
        skew = now;
        if (before != now.alarm()) {
            listener.skewed(pool, now);
        }
    }
}
