package io.gauntlet.lb;

import io.gauntlet.lb.config.BalancerConfig;
import io.gauntlet.lb.config.ForwardConfig;
import io.gauntlet.lb.config.Protocol;
import io.gauntlet.lb.discovery.Discovery;
import io.gauntlet.lb.http.Destination;
import io.gauntlet.lb.http.Site;
import io.gauntlet.lb.pool.Pool;
import io.gauntlet.lb.skew.Skew;
import io.gauntlet.lb.tcp.TcpSite;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** All pools of one configuration, by name. Immutable as a set; the pools change. */
record Fleet(Map<String, LivePool> pools) {
    Fleet {
        pools = Collections.unmodifiableMap(new LinkedHashMap<>(pools));
    }

    /** The pools of these plans: those that are in the earlier fleet, unchanged as yet, and new ones. */
    static Fleet of(List<PoolPlan> plans, Fleet earlier, LivePool.Surroundings surroundings) {
        Map<String, LivePool> pools = new LinkedHashMap<>();
        for (PoolPlan plan : plans) {
            LivePool known = earlier.pools.get(plan.config().name());
            pools.put(plan.config().name(), known == null ? new LivePool(plan, surroundings) : known);
        }
        return new Fleet(pools);
    }

    static Fleet empty() {
        return new Fleet(Map.of());
    }

    List<Destination> destinations() {
        return pools.values().stream().map(LivePool::destination).toList();
    }

    /** The discovery of a pool, if there is such a pool and it has one. */
    Optional<Discovery> discovery(String pool) {
        return Optional.ofNullable(pools.get(pool)).flatMap(LivePool::discovery);
    }

    /** What each listener of TCP goes by. */
    List<TcpSite> tcpSites(BalancerConfig config) {
        return config.listeners().stream()
                .filter(listener -> listener.protocol() == Protocol.TCP)
                .map(listener -> new TcpSite(listener, pool(listener.onlyPool()).destination()))
                .toList();
    }

    /** What each listener of HTTP goes by. */
    List<Site> sites(BalancerConfig config) {
        return config.listeners().stream()
                .filter(listener -> listener.protocol() == Protocol.HTTP)
                .map(listener -> Site.of(listener, name -> pool(name).destination()))
                .toList();
    }

    /** The discoveries by the names of their pools. */
    Map<String, Discovery> discoveries() {
        Map<String, Discovery> discoveries = new LinkedHashMap<>();
        pools.forEach((name, pool) -> pool.discovery().ifPresent(each -> discoveries.put(name, each)));
        return discoveries;
    }

    /** How requests were shared of late, by pool. */
    Map<Pool, Skew> skews() {
        Map<Pool, Skew> skews = new LinkedHashMap<>();
        pools.values().forEach(each -> skews.put(each.pool(), each.skew()));
        return skews;
    }

    Map<Pool, ForwardConfig> forward() {
        Map<Pool, ForwardConfig> forward = new LinkedHashMap<>();
        for (LivePool pool : pools.values()) {
            forward.put(pool.pool(), pool.destination().forward());
        }
        return Collections.unmodifiableMap(forward);
    }

    LivePool pool(String name) {
        return Objects.requireNonNull(pools.get(name), name);
    }

    /**
     * Is done when every backend has been probed once, so that the first request finds backends that are known: a session
     * that comes back after a restart would else leave a backend that was merely probed later than the others.
     */
    CompletableFuture<Void> firstProbes() {
        return CompletableFuture.allOf(
                pools.values().stream().map(LivePool::firstProbes).toArray(CompletableFuture[]::new));
    }
}
