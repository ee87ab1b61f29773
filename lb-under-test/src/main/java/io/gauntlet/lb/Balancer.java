package io.gauntlet.lb;

import io.gauntlet.lb.access.AccessLog;
import io.gauntlet.lb.admin.AdminServer;
import io.gauntlet.lb.admin.Configuration;
import io.gauntlet.lb.admin.Control;
import io.gauntlet.lb.config.Address;
import io.gauntlet.lb.config.BalancerConfig;
import io.gauntlet.lb.config.ConfigException;
import io.gauntlet.lb.config.ConfigFile;
import io.gauntlet.lb.config.LoadedConfig;
import io.gauntlet.lb.config.TrafficConfig;
import io.gauntlet.lb.discovery.Discovery;
import io.gauntlet.lb.discovery.Network;
import io.gauntlet.lb.http.HttpPlane;
import io.gauntlet.lb.http.Site;
import io.gauntlet.lb.observe.AccessMetrics;
import io.gauntlet.lb.observe.EventLog;
import io.gauntlet.lb.observe.ListenerMetrics;
import io.gauntlet.lb.observe.Metrics;
import io.gauntlet.lb.observe.TcpMetrics;
import io.gauntlet.lb.observe.TlsMetrics;
import io.gauntlet.lb.pool.Drainer;
import io.gauntlet.lb.tcp.TcpPlane;
import io.gauntlet.lb.tcp.TcpSite;
import io.gauntlet.lb.tls.TlsStore;
import io.netty.channel.EventLoopGroup;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
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

    private final EventLoopGroup traffic;
    private final EventLoopGroup control;
    private final TlsStore tls = new TlsStore();
    private final Planes planes;
    private final Discoveries discoveries;
    private final Reloader reloader;
    private final Map<String, InetSocketAddress> addresses = new LinkedHashMap<>();

    private final AtomicBoolean stopping = new AtomicBoolean();

    private Balancer(Optional<Path> file, LoadedConfig loaded, Assembly assembly, Runnable beforeOpening) {
        TrafficConfig carried = loaded.config().traffic();
        Transport transport = Transport.of(carried.transport());
        int threads = carried.threads() == 0 ? Runtime.getRuntime().availableProcessors() : carried.threads();
        this.traffic = transport.loops("traffic", threads);
        this.control = transport.loops("control", 1);
        var access = new AccessLog();
        this.planes = new Planes(
                new HttpPlane(
                        traffic, transport.clients(), transport.servers(traffic), assembly.filters(), tls, access),
                new TcpPlane(traffic, transport.clients(), transport.servers(traffic)),
                access);
        var drainer = new Drainer(planes, control.next(), assembly.pool().drainGrace());
        this.discoveries = new Discoveries(
                new Network(control.next(), transport.datagram(), transport.socket(), Clock.systemUTC()),
                control.next(),
                drainer);
        var events = new EventLog();
        var surroundings =
                new LivePool.Surroundings(assembly, events, transport.clients().group(control), control.next(), tls);
        try {
            var gear = new Reloader.Gear(surroundings, planes, drainer, discoveries);
            reloader = start(transport, file, loaded, gear, events, beforeOpening);
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
        return new Balancer(Optional.empty(), LoadedConfig.of(config), assembly, () -> {});
    }

    /** Starts a balancer of these parts that goes by this file, and by what it says by then after each {@link #reload}. */
    public static Balancer start(Path file, Assembly assembly) {
        return start(file, assembly, () -> {});
    }

    /** The same; with what is to be done when all is ready but the listeners, which are still closed. */
    static Balancer start(Path file, Assembly assembly, Runnable beforeOpening) {
        return new Balancer(Optional.of(file), ConfigFile.load(file), assembly, beforeOpening);
    }

    private Reloader start(
            Transport transport,
            Optional<Path> file,
            LoadedConfig loaded,
            Reloader.Gear gear,
            EventLog events,
            Runnable beforeOpening) {
        BalancerConfig config = loaded.config();
        TlsStore.Plan secrets = TlsStore.read(config);
        planes.directAccess(config);
        Reloader first;
        try (WarmUp warmUp = WarmUp.begin(config, gear.surroundings().assembly(), transport)) {
            first = prepare(transport, file, loaded, secrets, gear, events);
            warmUp.await();
        }
        beforeOpening.run();
        open(first.fleet(), config);
        first.begin();
        return first;
    }

    /** All that comes before the listeners. */
    private Reloader prepare(
            Transport transport,
            Optional<Path> file,
            LoadedConfig loaded,
            TlsStore.Plan secrets,
            Reloader.Gear gear,
            EventLog events) {
        BalancerConfig config = loaded.config();
        List<PoolPlan> named = config.pools().stream().map(PoolPlan::of).toList();
        tls.use(secrets);
        List<PoolPlan> plans = discoveries.begin(named, Fleet.empty());
        Fleet fleet = Fleet.of(plans, Fleet.empty(), gear.surroundings());
        discoveries.follow(fleet);
        var first = new Reloader(file, loaded, new Reloader.Start(fleet, secrets), gear, Clock.systemUTC());
        var metrics = new Metrics(
                () -> first.fleet().destinations(),
                () -> first.fleet().discoveries(),
                () -> first.fleet().skews(),
                planes.http().counters(),
                events);
        var tcp = new TcpMetrics(planes.tcp().counters());
        var listeners = new ListenerMetrics(planes.http().gates(), planes.tcp().gates());
        var security = new TlsMetrics(tls);
        var access = new AccessMetrics(planes.access());
        var admin = new Control(
                () -> entries(first.fleet()),
                gear.drainer(),
                () -> metrics.text() + listeners.text() + tcp.text() + security.text() + access.text(),
                first);
        bind(
                "admin",
                config.admin().bind(),
                () -> AdminServer.start(transport.servers(control), config.admin(), admin)
                        .address());
        awaitFirst(plans);
        fleet.firstProbes().join();
        return first;
    }

    private void open(Fleet fleet, BalancerConfig config) {
        for (Site site : fleet.sites(config)) {
            bind(
                    site.listener().name(),
                    site.listener().bind(),
                    () -> planes.http().listen(site));
        }
        for (TcpSite site : fleet.tcpSites(config)) {
            bind(
                    site.listener().name(),
                    site.listener().bind(),
                    () -> planes.tcp().listen(site));
        }
    }

    /** A listener must not open on an empty pool without a word about it. */
    private void awaitFirst(List<PoolPlan> plans) {
        try {
            for (String silent : Discoveries.awaitFirst(plans)) {
                LOG.error("ALARM {}: the listeners open without them", silent);
            }
            // What was found is taken over on the control loop, so behind this it has been.
            control.submit(() -> {}).sync();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while starting", e);
        }
    }

    private static Map<String, Control.Entry> entries(Fleet fleet) {
        Map<String, Control.Entry> entries = new LinkedHashMap<>();
        fleet.pools()
                .forEach((name, pool) -> entries.put(
                        name,
                        new Control.Entry(
                                pool.pool(), pool.config(), pool.discovery().map(Discovery::status), pool.skew())));
        return entries;
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

    /**
     * Reads the file again and goes by it, without touching a connection or a request; completes when it is in force, or when
     * it was refused and what was in force is so still.
     */
    public CompletionStage<Configuration.Outcome> reload() {
        return reloader.reload();
    }

    /** Stops to accept, lets what is in flight finish within the configured grace, and ends. Blocks. */
    @Override
    public void close() {
        stop(reloader.config().stopGrace());
    }

    /** Like {@link #close()}, with another grace. Of several calls the first counts, the others wait for its end. */
    public void stop(Duration grace) {
        if (!stopping.compareAndSet(false, true)) {
            traffic.terminationFuture().awaitUninterruptibly();
            return;
        }
        LOG.info("stopping, requests in flight have {} ms", grace.toMillis());
        reloader.close();
        tls.close();
        discoveries.close();
        planes.stop(grace);
        shutDownLoops();
        LOG.info("stopped");
    }

    private void shutDownLoops() {
        planes.access().close();
        discoveries.close();
        tls.close();
        var controlEnd = control.shutdownGracefully(0, LOOPS_END_SECONDS, TimeUnit.SECONDS);
        var trafficEnd = traffic.shutdownGracefully(0, LOOPS_END_SECONDS, TimeUnit.SECONDS);
        controlEnd.awaitUninterruptibly();
        trafficEnd.awaitUninterruptibly();
    }
}
