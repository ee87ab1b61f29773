package io.gauntlet.lb;

import io.gauntlet.lb.affinity.Affinity;
import io.gauntlet.lb.affinity.SessionKey;
import io.gauntlet.lb.balance.Admission;
import io.gauntlet.lb.balance.Algorithm;
import io.gauntlet.lb.config.AlgorithmName;
import io.gauntlet.lb.config.BackendConfig;
import io.gauntlet.lb.config.ConfigException;
import io.gauntlet.lb.config.ForwardConfig;
import io.gauntlet.lb.config.HealthConfig;
import io.gauntlet.lb.config.PoolConfig;
import io.gauntlet.lb.config.ProbeType;
import io.gauntlet.lb.health.Prober;
import io.gauntlet.lb.http.Destination;
import io.gauntlet.lb.observe.EventLog;
import io.gauntlet.lb.pool.Backend;
import io.gauntlet.lb.pool.BackendState;
import io.gauntlet.lb.pool.Pool;
import io.gauntlet.lb.pool.PoolListener;
import io.gauntlet.lb.pool.PoolRules;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes pools, with their probes, of their configuration. */
final class PoolFactory {
    private static final Logger LOG = LoggerFactory.getLogger(PoolFactory.class);

    private final Assembly assembly;
    private final EventLog events;
    private final Bootstrap clients;
    private final EventLoop control;
    private final List<Prober> probers = new ArrayList<>();

    PoolFactory(Assembly assembly, EventLog events, Bootstrap clients, EventLoop control) {
        this.assembly = assembly;
        this.events = events;
        this.clients = clients.group(control);
        this.control = control;
    }

    Map<String, Destination> destinations(List<PoolConfig> configs) {
        Map<String, Destination> destinations = new LinkedHashMap<>();
        configs.forEach(config -> destinations.put(config.name(), destination(config)));
        return destinations;
    }

    /**
     * Waits until every backend has been probed once, so that the first request finds backends that are known: a session
     * that comes back after a restart would else leave a backend that was merely probed later than the others.
     */
    void awaitFirstProbes() {
        probers.forEach(prober -> prober.firstRound().join());
    }

    private Destination destination(PoolConfig config) {
        List<Backend> backends = backends(config);
        Affinity affinity = affinity(config);
        Pool pool = pool(config);
        ForwardConfig forward =
                assembly.forward().config().apply(config.policy().forward());
        pool.add(backends);
        return new Destination(
                pool,
                affinity,
                Admission.of(pool, algorithm(config), forward),
                assembly.forward().retry().apply(pool, forward.retry()),
                forward);
    }

    private Algorithm algorithm(PoolConfig config) {
        Algorithm algorithm = assembly.algorithm().apply(config.algorithm());
        algorithm.seed().ifPresent(seed -> LOG.info("pool {}: draws its backends with seed {}", config.name(), seed));
        return algorithm;
    }

    private Pool pool(PoolConfig config) {
        HealthConfig health = config.policy().health();
        boolean probed = health.probe().type() != ProbeType.NONE;
        List<PoolListener> listeners = new ArrayList<>(List.of(events));
        if (probed) {
            var prober = new Prober(health, clients, control, new SplittableRandom());
            probers.add(prober);
            listeners.add(prober);
        }
        var rules = new PoolRules(
                config.minimumHealthyHosts(),
                probed ? BackendState.STARTING : BackendState.HEALTHY,
                assembly.pool().health().apply(health.thresholds()),
                assembly.pool().availability());
        return new Pool(config.name(), rules, listeners);
    }

    private static List<Backend> backends(PoolConfig config) {
        List<Backend> backends = new ArrayList<>();
        for (BackendConfig backend : config.backends()) {
            InetSocketAddress address = backend.address().resolve();
            if (address.isUnresolved()) {
                throw new ConfigException("backend '" + backend.id() + "': no such host "
                        + backend.address().host() + " (expected: a name that resolves, or an IP address)");
            }
            if (backend.weight() != 1 && config.algorithm() == AlgorithmName.ROUND_ROBIN) {
                LOG.warn(
                        "pool {}: backend {}: its weight means nothing to round-robin (weighted-round-robin heeds it)",
                        config.name(),
                        backend.id());
            }
            backends.add(new Backend(backend.id(), address, backend.weight()));
        }
        return backends;
    }

    private Affinity affinity(PoolConfig config) {
        if (config.policy().cookie().isEmpty()) {
            return Affinity.NONE;
        }
        var cookie = config.policy().cookie().get();
        if (cookie.keyFile().isEmpty()) {
            LOG.warn("pool {}: no key-file for its cookie: sessions will not survive a restart", config.name());
        }
        SessionKey key = cookie.keyFile().map(SessionKey::fromFile).orElseGet(SessionKey::random);
        return assembly.affinity().make(cookie, config.name(), key);
    }
}
