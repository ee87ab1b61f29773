package io.gauntlet.lb;

import io.gauntlet.lb.config.Address;
import io.gauntlet.lb.config.BackendSources;
import io.gauntlet.lb.config.BalancerConfig;
import io.gauntlet.lb.config.HealthConfig;
import io.gauntlet.lb.config.ListenerConfig;
import io.gauntlet.lb.config.PoolConfig;
import io.gauntlet.lb.config.PoolPolicy;
import io.gauntlet.lb.config.ProbeType;
import io.gauntlet.lb.config.Protocol;
import io.gauntlet.lb.config.RouteAction;
import io.gauntlet.lb.config.RouteConfig;
import io.gauntlet.lb.config.RoutingConfig;
import io.gauntlet.lb.config.Security;
import io.gauntlet.lb.config.TlsConfig;
import io.gauntlet.lb.config.UpstreamConfig;
import io.gauntlet.lb.pool.Candidate;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * What a warm-up plays: a listener without TLS and one with it, and their pools, as near to what is configured as can be,
 * so that the same branches are taken; but on loopback, before other backends, and with nobody to be probed or told.
 *
 * @param listeners as many as two
 * @param pools theirs
 */
record Rehearsal(List<ListenerConfig> listeners, List<PoolPlan> pools) {
    private static final Address ANYWHERE = new Address("127.0.0.1", 0);

    Rehearsal {
        listeners = List.copyOf(listeners);
        pools = List.copyOf(pools);
    }

    /** Of this configuration, before these backends; without listeners where nothing is served by HTTP. */
    static Rehearsal of(BalancerConfig config, List<InetSocketAddress> backends) {
        List<ListenerConfig> listeners = new ArrayList<>();
        Map<String, PoolPlan> pools = new LinkedHashMap<>();
        for (boolean secure : new boolean[] {false, true}) {
            config.listeners().stream()
                    .filter(listener -> listener.protocol() == Protocol.HTTP)
                    .filter(listener -> listener.redirect().isEmpty())
                    .filter(listener -> listener.tls().isPresent() == secure)
                    .filter(listener ->
                            listener.tls().filter(Rehearsal::asksWhoComes).isEmpty())
                    .flatMap(listener -> routeToPool(listener).map(route -> alike(listener, route)))
                    .findFirst()
                    .ifPresent(listener -> {
                        listeners.add(listener);
                        pools.computeIfAbsent(listener.onlyPool(), name -> plan(pool(config, name), backends));
                    });
        }
        return new Rehearsal(listeners, List.copyOf(pools.values()));
    }

    /** Nobody has a certificate to show here. */
    private static boolean asksWhoComes(TlsConfig tls) {
        return tls.clients().filter(TlsConfig.Clients::required).isPresent();
    }

    private static Stream<RouteConfig> routeToPool(ListenerConfig listener) {
        return listener.routes().stream()
                .filter(route -> route.action() instanceof RouteAction.ToPool)
                .limit(1);
    }

    private static PoolConfig pool(BalancerConfig config, String name) {
        return config.pools().stream()
                .filter(pool -> pool.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** The route takes all, whatever it takes in earnest. */
    private static ListenerConfig alike(ListenerConfig listener, RouteConfig route) {
        RoutingConfig routing = listener.routing();
        return new ListenerConfig(
                listener.name(),
                ANYWHERE,
                Protocol.HTTP,
                new RoutingConfig(
                        List.of(route.forAll()), routing.requests(), routing.answers(), routing.encodedSlashes()),
                listener.waits(),
                listener.halfClose(),
                listener.maxStreams(),
                new Security(listener.tls(), Optional.empty()),
                listener.trustedProxies(),
                OptionalInt.empty());
    }

    private static PoolPlan plan(PoolConfig pool, List<InetSocketAddress> backends) {
        PoolPolicy policy = pool.policy();
        HealthConfig health = policy.health();
        var unasked = new HealthConfig.Probe(
                ProbeType.NONE, OptionalInt.empty(), health.probe().http(), "");
        UpstreamConfig upstream = policy.forward().upstream();
        var alike = new PoolConfig(
                pool.name(),
                pool.balancing(),
                pool.minimumHealthyHosts(),
                new BackendSources(List.of(), Optional.empty()),
                new PoolPolicy(
                        new HealthConfig(
                                unasked, Optional.empty(), health.schedule(), health.thresholds(), health.passive()),
                        policy.slowStart(),
                        policy.drain(),
                        policy.affinity(),
                        policy.forward()
                                .withUpstream(new UpstreamConfig(upstream.reuse(), upstream.maxConnections()))));
        List<Candidate> candidates = new ArrayList<>();
        backends.forEach(address -> candidates.add(new Candidate("warm-up-" + candidates.size(), List.of(address), 1)));
        // Nobody keeps a cookie, so it is of no interest which key has signed it.
        return new PoolPlan(alike, candidates, Optional.empty(), Optional.empty());
    }

    /** As a configuration, of which the rest is never looked at. */
    BalancerConfig config(BalancerConfig real) {
        return new BalancerConfig(
                listeners,
                pools.stream().map(PoolPlan::config).toList(),
                real.admin(),
                Optional.empty(),
                real.traffic(),
                real.stopGrace());
    }
}
