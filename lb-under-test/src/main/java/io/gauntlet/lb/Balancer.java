package io.gauntlet.lb;

import io.gauntlet.lb.admin.AdminServer;
import io.gauntlet.lb.admin.Control;
import io.gauntlet.lb.config.Address;
import io.gauntlet.lb.config.BalancerConfig;
import io.gauntlet.lb.config.ConfigException;
import io.gauntlet.lb.config.ListenerConfig;
import io.gauntlet.lb.http.Destination;
import io.gauntlet.lb.http.HttpPlane;
import io.gauntlet.lb.observe.EventLog;
import io.gauntlet.lb.observe.Metrics;
import io.gauntlet.lb.pool.Drainer;
import io.gauntlet.lb.route.Router;
import io.netty.channel.EventLoopGroup;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running balancer.
 *
 * <p>The traffic loops carry requests and nothing else; the control loop has the probes, the drains and the admin API.
 * Thread-safe.
 */
public final class Balancer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Balancer.class);
    private static final long LOOPS_END_SECONDS = 5;

    private final BalancerConfig config;
    private final EventLoopGroup traffic;
    private final EventLoopGroup control;
    private final HttpPlane http;
    private final Map<String, InetSocketAddress> addresses = new LinkedHashMap<>();

    private final AtomicBoolean stopping = new AtomicBoolean();

    private Balancer(BalancerConfig config, Assembly assembly) {
        this.config = config;
        Transport transport = Transport.best();
        this.traffic = transport.loops("traffic", Runtime.getRuntime().availableProcessors());
        this.control = transport.loops("control", 1);
        this.http = new HttpPlane(traffic, transport.clients(), transport.servers(traffic), assembly.filters());
        try {
            start(transport, assembly);
        } catch (RuntimeException e) {
            shutDownLoops();
            throw e;
        }
    }

    /** Starts a balancer and returns once it serves. Throws {@link ConfigException} for what the user can mend. */
    public static Balancer start(BalancerConfig config) {
        return start(config, Assembly.standard());
    }

    /** Starts a balancer of these parts. */
    public static Balancer start(BalancerConfig config, Assembly assembly) {
        return new Balancer(config, assembly);
    }

    private void start(Transport transport, Assembly assembly) {
        var events = new EventLog();
        var factory = new PoolFactory(assembly, events, transport.clients(), control.next());
        Map<String, Destination> destinations = factory.destinations(config.pools());
        var drainer = new Drainer(http, control.next(), assembly.pool().drainGrace());
        var metrics = new Metrics(destinations.values(), http.counters(), events);
        Map<String, Control.Entry> entries = new LinkedHashMap<>();
        config.pools()
                .forEach(pool -> entries.put(
                        pool.name(),
                        new Control.Entry(find(destinations, pool.name()).pool(), pool)));
        var admin = new Control(entries, drainer, metrics::text);
        bind(
                "admin",
                config.admin().bind(),
                () -> AdminServer.start(transport.servers(control), config.admin(), admin)
                        .address());
        factory.awaitFirstProbes();
        for (ListenerConfig listener : config.listeners()) {
            bind(listener.name(), listener.bind(), () -> http.listen(listener, router(listener, destinations)));
        }
    }

    private static Router<Destination> router(ListenerConfig listener, Map<String, Destination> destinations) {
        return new Router<>(listener.routes().stream()
                .map(route -> new Router.Route<>(route.pathPrefix(), find(destinations, route.pool())))
                .toList());
    }

    private static Destination find(Map<String, Destination> destinations, String pool) {
        return Objects.requireNonNull(destinations.get(pool), pool);
    }

    private void bind(String name, Address address, Supplier<InetSocketAddress> server) {
        try {
            addresses.put(name, server.get());
        } catch (ConfigException e) {
            throw e;
        } catch (Exception e) {
            // Netty throws what the kernel said, checked or not.
            throw new ConfigException("cannot bind " + address + ": " + Reasons.of(e));
        }
    }

    /** The bound addresses: of the admin API by the name {@code admin}, and of each listener by its own. */
    public Map<String, InetSocketAddress> addresses() {
        return Collections.unmodifiableMap(addresses);
    }

    /** The bound address of one listener, or of {@code admin}. */
    public InetSocketAddress address(String name) {
        InetSocketAddress address = addresses.get(name);
        if (address == null) {
            throw new IllegalArgumentException("no listener " + name + " (expected: " + addresses.keySet() + ")");
        }
        return address;
    }

    /** Stops to accept, lets what is in flight finish within the configured grace, and ends. Blocks. */
    @Override
    public void close() {
        stop(config.stopGrace());
    }

    /** Like {@link #close()}, with another grace. Of several calls the first counts, the others wait for its end. */
    public void stop(Duration grace) {
        if (!stopping.compareAndSet(false, true)) {
            traffic.terminationFuture().awaitUninterruptibly();
            return;
        }
        LOG.info("stopping, requests in flight have {} ms", grace.toMillis());
        http.stop(grace);
        shutDownLoops();
        LOG.info("stopped");
    }

    private void shutDownLoops() {
        var controlEnd = control.shutdownGracefully(0, LOOPS_END_SECONDS, TimeUnit.SECONDS);
        var trafficEnd = traffic.shutdownGracefully(0, LOOPS_END_SECONDS, TimeUnit.SECONDS);
        controlEnd.awaitUninterruptibly();
        trafficEnd.awaitUninterruptibly();
    }
}
