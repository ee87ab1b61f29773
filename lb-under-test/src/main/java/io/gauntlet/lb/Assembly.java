package io.gauntlet.lb;

import io.gauntlet.lb.affinity.AddressAffinity;
import io.gauntlet.lb.affinity.Affinity;
import io.gauntlet.lb.affinity.CookieAffinity;
import io.gauntlet.lb.affinity.SessionKey;
import io.gauntlet.lb.affinity.TableAffinity;
import io.gauntlet.lb.balance.Algorithm;
import io.gauntlet.lb.config.AffinityConfig;
import io.gauntlet.lb.config.AlgorithmName;
import io.gauntlet.lb.config.CookieConfig;
import io.gauntlet.lb.config.ForwardConfig;
import io.gauntlet.lb.config.HealthConfig;
import io.gauntlet.lb.config.RetryConfig;
import io.gauntlet.lb.health.Probing;
import io.gauntlet.lb.http.Filters;
import io.gauntlet.lb.http.RetryPolicy;
import io.gauntlet.lb.http.SafeRetry;
import io.gauntlet.lb.pool.AttemptListener;
import io.gauntlet.lb.pool.Availability;
import io.gauntlet.lb.pool.BackendState;
import io.gauntlet.lb.pool.HealthPolicy;
import io.gauntlet.lb.pool.Pool;
import io.netty.channel.ChannelHandler;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * The parts a balancer is made of, each replaceable alone.
 *
 * @param algorithm makes the algorithm of a pool
 * @param pool what pools go by
 * @param affinity makes the affinity of a pool that has one
 * @param filters stand before and behind the balancing
 * @param forward how requests are brought to backends
 */
public record Assembly(
        Function<AlgorithmName, Algorithm> algorithm,
        PoolParts pool,
        AffinityFactory affinity,
        Filters filters,
        ForwardParts forward) {

    /**
     * What pools go by.
     *
     * @param drainGrace makes the grace that is kept of the grace that was asked for
     * @param keptState makes the state with which a backend goes on after a reload of the one that it had
     * @param senses how it is found out who is well
     */
    public record PoolParts(
            Function<HealthConfig.Thresholds, HealthPolicy> health,
            Availability availability,
            UnaryOperator<Duration> drainGrace,
            UnaryOperator<BackendState> keptState,
            Senses senses) {}

    /**
     * How it is found out which backends are well.
     *
     * @param config makes the settings that are gone by of those in the file
     * @param probing makes the way of asking of the usual one
     * @param attempts makes the listener to what becomes of requests of the usual one, which is passive detection
     * @param firstState makes the state of a new backend of the usual one
     */
    public record Senses(
            UnaryOperator<HealthConfig> config,
            UnaryOperator<Probing> probing,
            UnaryOperator<AttemptListener> attempts,
            UnaryOperator<BackendState> firstState) {
        static final Senses SOUND = new Senses(
                UnaryOperator.identity(), UnaryOperator.identity(), UnaryOperator.identity(), UnaryOperator.identity());
    }

    /**
     * How requests are brought to backends.
     *
     * @param config makes the settings that are gone by of those in the file
     * @param retry makes the retry policy of a pool
     */
    public record ForwardParts(UnaryOperator<ForwardConfig> config, BiFunction<Pool, RetryConfig, RetryPolicy> retry) {}

    /** Makes the affinity of a pool. */
    @FunctionalInterface
    public interface AffinityFactory {
        /** By a cookie. */
        Affinity make(CookieConfig config, String pool, SessionKey key);

        /** By a table. */
        default Affinity make(AffinityConfig.Table config) {
            return new TableAffinity(config);
        }

        /** By the client's address. */
        default Affinity make(AffinityConfig.ClientAddress config) {
            return new AddressAffinity();
        }
    }

    /** The parts of the balancer as it is documented. */
    public static Assembly standard() {
        return new Assembly(
                Algorithm::named,
                new PoolParts(
                        thresholds -> HealthPolicy.thresholds(thresholds.healthy(), thresholds.unhealthy()),
                        Availability.minimumHealthy(),
                        UnaryOperator.identity(),
                        UnaryOperator.identity(),
                        Senses.SOUND),
                (config, pool, key) -> new CookieAffinity(config, pool, key, Clock.systemUTC()),
                Filters.NONE,
                new ForwardParts(UnaryOperator.identity(), SafeRetry::new));
    }

    public Assembly withAlgorithm(Function<AlgorithmName, Algorithm> other) {
        return new Assembly(other, pool, affinity, filters, forward);
    }

    public Assembly withHealth(Function<HealthConfig.Thresholds, HealthPolicy> other) {
        return withPool(new PoolParts(other, pool.availability(), pool.drainGrace(), pool.keptState(), pool.senses()));
    }

    public Assembly withAvailability(Availability other) {
        return withPool(new PoolParts(pool.health(), other, pool.drainGrace(), pool.keptState(), pool.senses()));
    }

    public Assembly withDrainGrace(UnaryOperator<Duration> other) {
        return withPool(new PoolParts(pool.health(), pool.availability(), other, pool.keptState(), pool.senses()));
    }

    public Assembly withKeptState(UnaryOperator<BackendState> other) {
        return withPool(new PoolParts(pool.health(), pool.availability(), pool.drainGrace(), other, pool.senses()));
    }

    public Assembly withSenses(Senses other) {
        return withPool(new PoolParts(pool.health(), pool.availability(), pool.drainGrace(), pool.keptState(), other));
    }

    public Assembly withHealthConfig(UnaryOperator<HealthConfig> other) {
        Senses senses = pool.senses();
        return withSenses(new Senses(other, senses.probing(), senses.attempts(), senses.firstState()));
    }

    public Assembly withProbing(UnaryOperator<Probing> other) {
        Senses senses = pool.senses();
        return withSenses(new Senses(senses.config(), other, senses.attempts(), senses.firstState()));
    }

    public Assembly withAttempts(UnaryOperator<AttemptListener> other) {
        Senses senses = pool.senses();
        return withSenses(new Senses(senses.config(), senses.probing(), other, senses.firstState()));
    }

    public Assembly withFirstState(UnaryOperator<BackendState> other) {
        Senses senses = pool.senses();
        return withSenses(new Senses(senses.config(), senses.probing(), senses.attempts(), other));
    }

    public Assembly withAffinity(AffinityFactory other) {
        return new Assembly(algorithm, pool, other, filters, forward);
    }

    public Assembly withClientFilters(Supplier<List<ChannelHandler>> other) {
        return withFilters(new Filters(other, filters.upstream()));
    }

    public Assembly withUpstreamFilters(Supplier<List<ChannelHandler>> other) {
        return withFilters(new Filters(filters.client(), other));
    }

    public Assembly withForwardConfig(UnaryOperator<ForwardConfig> other) {
        return withForward(new ForwardParts(other, forward.retry()));
    }

    public Assembly withRetry(BiFunction<Pool, RetryConfig, RetryPolicy> other) {
        return withForward(new ForwardParts(forward.config(), other));
    }

    private Assembly withPool(PoolParts other) {
        return new Assembly(algorithm, other, affinity, filters, forward);
    }

    private Assembly withFilters(Filters other) {
        return new Assembly(algorithm, pool, affinity, other, forward);
    }

    private Assembly withForward(ForwardParts other) {
        return new Assembly(algorithm, pool, affinity, filters, other);
    }
}
