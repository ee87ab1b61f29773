package io.gauntlet.lb;

import io.gauntlet.lb.affinity.Affinity;
import io.gauntlet.lb.affinity.CookieAffinity;
import io.gauntlet.lb.affinity.SessionKey;
import io.gauntlet.lb.balance.Algorithm;
import io.gauntlet.lb.config.AlgorithmName;
import io.gauntlet.lb.config.CookieConfig;
import io.gauntlet.lb.config.HealthConfig;
import io.gauntlet.lb.pool.Availability;
import io.gauntlet.lb.pool.HealthPolicy;
import io.netty.channel.ChannelHandler;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * The parts a balancer is made of, each replaceable alone.
 *
 * @param algorithm makes the algorithm of a pool
 * @param pool what pools go by
 * @param affinity makes the affinity of a pool that has a cookie
 * @param filters makes the handlers that stand before the balancing on each client connection
 */
public record Assembly(
        Function<AlgorithmName, Algorithm> algorithm,
        PoolParts pool,
        AffinityFactory affinity,
        Supplier<List<ChannelHandler>> filters) {

    /**
     * What pools go by.
     *
     * @param drainGrace makes the grace that is kept of the grace that was asked for
     */
    public record PoolParts(
            Function<HealthConfig.Thresholds, HealthPolicy> health,
            Availability availability,
            UnaryOperator<Duration> drainGrace) {}

    /** Makes the affinity of a pool. */
    @FunctionalInterface
    public interface AffinityFactory {
        Affinity make(CookieConfig config, String pool, SessionKey key);
    }

    /** The parts of the balancer as it is documented. */
    public static Assembly standard() {
        return new Assembly(
                Algorithm::named,
                new PoolParts(
                        thresholds -> HealthPolicy.thresholds(thresholds.healthy(), thresholds.unhealthy()),
                        Availability.minimumHealthy(),
                        UnaryOperator.identity()),
                (config, pool, key) -> new CookieAffinity(config, pool, key, Clock.systemUTC()),
                List::of);
    }

    public Assembly withAlgorithm(Function<AlgorithmName, Algorithm> other) {
        return new Assembly(other, pool, affinity, filters);
    }

    public Assembly withHealth(Function<HealthConfig.Thresholds, HealthPolicy> other) {
        return withPool(new PoolParts(other, pool.availability(), pool.drainGrace()));
    }

    public Assembly withAvailability(Availability other) {
        return withPool(new PoolParts(pool.health(), other, pool.drainGrace()));
    }

    public Assembly withDrainGrace(UnaryOperator<Duration> other) {
        return withPool(new PoolParts(pool.health(), pool.availability(), other));
    }

    public Assembly withAffinity(AffinityFactory other) {
        return new Assembly(algorithm, pool, other, filters);
    }

    public Assembly withFilters(Supplier<List<ChannelHandler>> other) {
        return new Assembly(algorithm, pool, affinity, other);
    }

    private Assembly withPool(PoolParts other) {
        return new Assembly(algorithm, other, affinity, filters);
    }
}
