package io.gauntlet.lb;

import io.gauntlet.lb.affinity.Affinity;
import io.gauntlet.lb.affinity.SessionKey;
import io.gauntlet.lb.balance.Algorithm;
import io.gauntlet.lb.balance.WaitingLine;
import io.gauntlet.lb.config.AffinityConfig;
import io.gauntlet.lb.config.AlgorithmName;
import io.gauntlet.lb.config.BackendTlsConfig;
import io.gauntlet.lb.config.CookieConfig;
import io.gauntlet.lb.config.ForwardConfig;
import io.gauntlet.lb.config.HealthConfig;
import io.gauntlet.lb.config.PoolConfig;
import io.gauntlet.lb.discovery.Discovery;
import io.gauntlet.lb.health.HealthWatch;
import io.gauntlet.lb.health.Probing;
import io.gauntlet.lb.http.CountedRetry;
import io.gauntlet.lb.http.Destination;
import io.gauntlet.lb.http.RetryPolicy;
import io.gauntlet.lb.observe.Events;
import io.gauntlet.lb.pool.BackendState;
import io.gauntlet.lb.pool.Candidate;
import io.gauntlet.lb.pool.HealthPolicy;
import io.gauntlet.lb.pool.Pool;
import io.gauntlet.lb.pool.PoolListener;
import io.gauntlet.lb.pool.PoolRules;
import io.gauntlet.lb.pool.Reconciled;
import io.gauntlet.lb.pool.Transition;
import io.gauntlet.lb.skew.Skew;
import io.gauntlet.lb.skew.SkewWatch;
import io.gauntlet.lb.tls.BackendTls;
import io.gauntlet.lb.tls.TlsStore;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.EventLoop;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A pool with its probes, under one configuration after the other; what a configuration does not change goes on as it is.
 * Changed by one thread at a time; read by any.
 */
final class LivePool {
    private static final Logger LOG = LoggerFactory.getLogger(LivePool.class);

    private final Assembly assembly;
    private final Events events;
    private final TlsStore tls;
    private final Pool pool;
    private final HealthWatch watch;
    private final SkewWatch skew;
    private final WaitingLine line;
    private final LongAdder retries = new LongAdder();
    private volatile @Nullable Terms terms;

    /** What probes go by, which begin before there are terms. */
    private volatile Optional<BackendTlsConfig> security;

    /** What the pool was reconciled with last; written on the control loop alone once the pool is made. */
    private volatile List<Candidate> applied = List.of();

    /** Whether weights were found that nobody heeds; written like those. */
    private boolean weightsFound;

    /**
     * What every pool is made with.
     *
     * @param clients have the channel type and the control loop set
     * @param tls secures what goes to backends
     */
    record Surroundings(Assembly assembly, Events events, Bootstrap clients, EventLoop control, TlsStore tls) {
        HealthWatch.Gear gear(Supplier<Optional<BackendTls>> security) {
            Probing probing = assembly.pool().senses().probing().apply(Probing.over(clients, control, security));
            return new HealthWatch.Gear(control, probing, new SplittableRandom(), System::nanoTime);
        }
    }

    /** What is in force. */
    private record Terms(
            PoolPlan plan,
            HealthPolicy health,
            Algorithm algorithm,
            @Nullable SessionKey key,
            Destination destination) {

        PoolConfig config() {
            return plan.config();
        }

        /** The key that is in no file. */
        @Nullable SessionKey processKey() {
            return config().policy().cookie().flatMap(CookieConfig::keyFile).isEmpty() ? key : null;
        }
    }

    LivePool(PoolPlan plan, Surroundings surroundings) {
        PoolConfig config = plan.config();
        this.assembly = surroundings.assembly();
        this.events = surroundings.events();
        this.tls = surroundings.tls();
        this.security = config.policy().forward().upstream().tls();
        HealthPolicy health = health(config, null);
        this.pool = new Pool(config.name(), rules(config, health), List.of(surroundings.events()));
        this.watch = HealthWatch.over(
                pool, senses().config().apply(config.policy().health()), surroundings.gear(this::security));
        this.skew = SkewWatch.over(
                pool, config.balancing(), surroundings.events(), surroundings.control(), System::nanoTime);
        this.line = WaitingLine.of(pool);
        pool.tellAttempts(senses().attempts().apply(watch.attempts()));
        pool.slowStart(config.policy().slowStart());
        this.applied = candidates(plan);
        pool.reconcile(rules(config, health), applied);
        this.terms = terms(plan, health, null);
        pool.listen(new PoolListener() {
            @Override
            public void changed(Pool changed, Transition transition) {
                forget(transition);
            }
        });
    }

    private Optional<BackendTls> security() {
        return security.flatMap(config -> tls.backends(pool.name(), config));
    }

    private Assembly.Senses senses() {
        return assembly.pool().senses();
    }

    Pool pool() {
        return pool;
    }

    PoolConfig config() {
        return current().config();
    }

    /** How many backends it was given last, named or found. */
    int size() {
        return applied.size();
    }

    /** What finds further backends for it. */
    Optional<Discovery> discovery() {
        return current().plan().discovery();
    }

    Destination destination() {
        return current().destination();
    }

    /** How requests were shared among its backends of late. */
    Skew skew() {
        return skew.skew();
    }

    /** Is done when every backend has been probed once. */
    CompletableFuture<Void> firstProbes() {
        return watch.firstRound();
    }

    /** Puts a new configuration in force for whoever asks from now on; who leaves by it has still to be drained. */
    Reconciled apply(PoolPlan plan) {
        Terms before = current();
        PoolConfig config = plan.config();
        HealthPolicy health = health(config, before);
        skew.reconfigure(config.balancing());
        security = config.policy().forward().upstream().tls();
        watch.reconfigure(senses().config().apply(config.policy().health()));
        pool.slowStart(config.policy().slowStart());
        applied = candidates(plan);
        Reconciled reconciled = pool.reconcile(rules(config, health), applied);
        terms = terms(plan, health, before);
        return reconciled;
    }

    /** Takes over what its discovery has found by now; who leaves by it has still to be drained. */
    Reconciled rediscover() {
        Terms now = current();
        List<Candidate> candidates = candidates(now.plan());
        if (candidates.equals(applied)) {
            return Reconciled.NOTHING;
        }
        applied = candidates;
        return pool.reconcile(rules(now.config(), now.health()), candidates, "discovery changed");
    }

    /** Tells, once for as long as there are any, that weights were found which nobody heeds. */
    private void checkWeights(PoolPlan plan) {
        long weighted = plan.config().algorithm() == AlgorithmName.ROUND_ROBIN
                ? plan.discovery().stream()
                        .flatMap(each -> each.candidates().stream())
                        .filter(found -> found.weight() != 1)
                        .count()
                : 0;
        if (weighted > 0 && !weightsFound) {
            LOG.warn(
                    "pool {}: discovery: the weights of {} backends mean nothing to round-robin"
                            + " (weighted-round-robin heeds them)",
                    pool.name(),
                    weighted);
        }
        weightsFound = weighted > 0;
    }

    /** Those that are named come first, and no other one can take their id. */
    private List<Candidate> candidates(PoolPlan plan) {
        checkWeights(plan);
        if (plan.discovery().isEmpty()) {
            return plan.candidates();
        }
        Map<String, Candidate> all = new LinkedHashMap<>();
        plan.candidates().forEach(candidate -> all.put(candidate.id(), candidate));
        for (Candidate found : plan.discovery().get().candidates()) {
            if (all.putIfAbsent(found.id(), found) != null) {
                LOG.warn(
                        "pool {}: discovery: backend {} is left out, the configuration has one of that id",
                        pool.name(),
                        found.id());
            }
        }
        return List.copyOf(all.values());
    }

    private Terms current() {
        return Objects.requireNonNull(terms);
    }

    private Terms terms(PoolPlan plan, HealthPolicy health, @Nullable Terms before) {
        PoolConfig config = plan.config();
        ForwardConfig forward =
                assembly.forward().config().apply(config.policy().forward());
        Algorithm algorithm = algorithm(config, before);
        @Nullable SessionKey key = key(plan, before);
        Affinity affinity = affinity(config, key, before);
        pool.layOutBy((current, next) -> {
            algorithm.prepare(current, next);
            affinity.prepare(current, next);
        });
        var destination = new Destination(
                pool,
                affinity,
                line.admit(algorithm, forward),
                new CountedRetry(retry(forward, before), retries),
                forward);
        return new Terms(plan, health, algorithm, key, destination);
    }

    private HealthPolicy health(PoolConfig config, @Nullable Terms before) {
        HealthConfig asked = config.policy().health();
        return before != null && before.config().policy().health().thresholds().equals(asked.thresholds())
                ? before.health()
                : assembly.pool().health().apply(senses().config().apply(asked).thresholds());
    }

    private PoolRules rules(PoolConfig config, HealthPolicy health) {
        boolean probed = config.policy().health().probed();
        return new PoolRules(
                config.minimumHealthyHosts(),
                senses().firstState().apply(probed ? BackendState.STARTING : BackendState.HEALTHY),
                health,
                assembly.pool().availability(),
                // Where nobody probes there is nobody to take a verdict back, so there is none.
                probed ? assembly.pool().keptState() : state -> BackendState.HEALTHY);
    }

    /** Its turns go on where they were. */
    private Algorithm algorithm(PoolConfig config, @Nullable Terms before) {
        if (before != null && before.config().algorithm() == config.algorithm()) {
            return before.algorithm();
        }
        Algorithm algorithm = assembly.algorithm().apply(config.algorithm());
        algorithm.seed().ifPresent(seed -> events.seeded(config.name(), seed));
        return algorithm;
    }

    /** Without a file the key is the process's, so a reload must not make another one. */
    private static @Nullable SessionKey key(PoolPlan plan, @Nullable Terms before) {
        if (plan.config().policy().cookie().isEmpty()) {
            return null;
        }
        if (plan.key().isPresent()) {
            return plan.key().get();
        }
        @Nullable SessionKey earlier = before == null ? null : before.processKey();
        return earlier == null ? SessionKey.random() : earlier;
    }

    private Affinity affinity(PoolConfig config, @Nullable SessionKey key, @Nullable Terms before) {
        Optional<AffinityConfig> asked = config.policy().affinity();
        if (before != null && before.config().policy().affinity().equals(asked) && same(before.key(), key)) {
            // A table goes on with all that it has.
            return before.destination().affinity();
        }
        return asked.map(kind -> affinity(kind, config.name(), key)).orElse(Affinity.NONE);
    }

    private Affinity affinity(AffinityConfig kind, String name, @Nullable SessionKey key) {
        if (kind instanceof CookieConfig cookie) {
            return assembly.affinity().make(cookie, name, Objects.requireNonNull(key));
        }
        return kind instanceof AffinityConfig.Table table
                ? assembly.affinity().make(table)
                : assembly.affinity().make(new AffinityConfig.ClientAddress());
    }

    private static boolean same(@Nullable SessionKey one, @Nullable SessionKey other) {
        return (one == null || other == null) ? one == other : one.sameAs(other);
    }

    /** Sessions of a backend that is gone take up no room. */
    private void forget(Transition transition) {
        Terms now = terms;
        if (now != null && transition.to() == BackendState.REMOVED) {
            now.destination().affinity().forget(transition.backend());
        }
    }

    /** Its budget goes on as it is. */
    private RetryPolicy retry(ForwardConfig forward, @Nullable Terms before) {
        return before != null && before.destination().forward().retry().equals(forward.retry())
                ? before.destination().retry().policy()
                : assembly.forward().retry().apply(pool, forward.retry());
    }
}
