package io.gauntlet.lb.health;

import io.gauntlet.lb.config.HealthConfig;
import io.gauntlet.lb.pool.AttemptListener;
import io.gauntlet.lb.pool.Pool;
import io.netty.channel.EventLoop;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * All that finds out which backends of a pool are well, under one configuration after the other. Thread-safe.
 *
 * <pre>
 *   probes --------> Prober ---------> pool.probed
 *   requests ------> OutlierDetector -> pool.eject, pool.readmit
 *   recoveries ----> SlowStart -------> pool.ramp
 * </pre>
 */
public final class HealthWatch {
    private final Prober prober;
    private final OutlierDetector outliers;

    /**
     * What it works with.
     *
     * @param loop does everything here, one thing at a time; carries no traffic
     * @param random for the jitter
     * @param clock monotonic, in nanoseconds
     */
    public record Gear(EventLoop loop, Probing probing, RandomGenerator random, LongSupplier clock) {}

    private HealthWatch(Prober prober, OutlierDetector outliers) {
        this.prober = prober;
        this.outliers = outliers;
    }

    /** Begins with a pool that has no backends yet. */
    public static HealthWatch over(Pool pool, HealthConfig config, Gear gear) {
        var prober = new Prober(config, gear);
        var outliers = new OutlierDetector(pool, config.passive(), gear.loop(), gear.clock());
        pool.listen(prober);
        pool.listen(outliers);
        pool.listen(new SlowStart(gear.loop()));
        return new HealthWatch(prober, outliers);
    }

    /** Is to be told how attempts of requests end. */
    public AttemptListener attempts() {
        return outliers;
    }

    /** Goes on by other settings. */
    public void reconfigure(HealthConfig other) {
        prober.reconfigure(other);
        outliers.reconfigure(other.passive());
    }

    /** Is done when every backend that was added so far has been probed once. */
    public CompletableFuture<Void> firstRound() {
        return prober.firstRound();
    }
}
