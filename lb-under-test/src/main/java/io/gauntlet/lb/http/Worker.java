package io.gauntlet.lb.http;

import io.gauntlet.lb.config.ForwardConfig;
import io.gauntlet.lb.pool.Backend;
import io.gauntlet.lb.pool.Pool;
import io.gauntlet.lb.tls.TlsStore;
import io.gauntlet.lb.tunnel.Tunnels;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One event loop with all its connections; confined to it.
 *
 * <p>Timeouts are kept by looking at every connection now and then: scheduling and cancelling a task for each request
 * would cost more than the requests that time out.
 */
final class Worker {
    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);
    private static final long SWEEP_MILLIS = 50;

    private final EventLoop loop;
    private final Bootstrap bootstrap;
    private final Gear gear;
    private final Collection<Worker> all;
    private final Map<Backend, Upstreams> upstreams = new HashMap<>();
    private final List<Upstreams> former = new ArrayList<>();
    private final Set<OpenConnection> clients = new HashSet<>();
    private final Tunnels tunnels = new Tunnels();
    private Map<Pool, ForwardConfig> forward = Map.of();
    private boolean stopping;

    /** What all workers of a plane share. */
    record Gear(HttpCounters counters, Filters filters, TlsStore tls) {}

    /**
     * @param bootstrap for connections to backends, on this loop
     * @param all the workers of the plane, complete and unchanged once traffic flows
     */
    Worker(EventLoop loop, Bootstrap bootstrap, Gear gear, Collection<Worker> all) {
        this.loop = loop;
        this.bootstrap = bootstrap;
        this.gear = gear;
        this.all = all;
        var unused = loop.scheduleWithFixedDelay(this::sweep, SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
    }

    EventLoop loop() {
        return loop;
    }

    HttpCounters counters() {
        return gear.counters();
    }

    /** Whether every connection is to be closed after its next answer. */
    boolean stopping() {
        return stopping;
    }

    /** This loop's connections to a backend of a destination. */
    Upstreams upstreams(Backend backend, Destination destination) {
        Upstreams known = upstreams.get(backend);
        if (known == null) {
            // The request may be older than the configuration in force.
            ForwardConfig config = forward.getOrDefault(destination.pool(), destination.forward());
            known = switch (config.upstream().protocol()) {
                case HTTP1 -> new UpstreamPool(destination.pool(), backend, this, config);
                case HTTP2 -> new MultiplexedUpstreams(destination.pool(), backend, this, config);
            };
            upstreams.put(backend, known);
        }
        return known;
    }

    /** Goes by other settings for the connections to the backends of each pool. */
    void forward(Map<Pool, ForwardConfig> others) {
        forward = others;
        upstreams.values().removeIf(known -> {
            ForwardConfig config = others.get(known.pool());
            if (config != null && config.upstream().protocol() != known.protocol()) {
                known.closeIdle();
                former.add(known);
                return true;
            }
            if (config != null) {
                known.configure(config);
            }
            return false;
        });
    }

    /** What secures the connections to backends. */
    TlsStore tls() {
        return gear.tls();
    }

    Bootstrap bootstrap() {
        return bootstrap;
    }

    /** Handlers for a new connection to a backend. */
    List<ChannelHandler> upstreamFilters() {
        return gear.filters().upstream().get();
    }

    /** Asks the other workers to give up an idle connection to this backend each. */
    void askForRoom(Backend backend) {
        for (Worker other : all) {
            if (other != this) {
                other.loop.execute(() -> other.giveRoom(backend));
            }
        }
    }

    private void giveRoom(Backend backend) {
        @Nullable Upstreams known = upstreams.get(backend);
        if (known != null) {
            known.closeOldestIdle();
        }
    }

    void opened(OpenConnection client) {
        clients.add(client);
    }

    void closed(OpenConnection client) {
        clients.remove(client);
    }

    Tunnels tunnels() {
        return tunnels;
    }

    int openClients() {
        return clients.size() + tunnels.count();
    }

    void closeIdle(Backend backend) {
        @Nullable Upstreams known = upstreams.get(backend);
        if (known != null) {
            known.closeIdle();
        }
    }

    /** Closes all connections to the backend; returns how many requests that broke off. */
    int cut(Backend backend) {
        int cut = tunnels.cut(backend);
        @Nullable Upstreams known = upstreams.get(backend);
        if (known != null) {
            cut += known.cut();
        }
        for (Upstreams each : former) {
            cut += each.backend() == backend ? each.cut() : 0;
        }
        return cut;
    }

    void stop() {
        stopping = true;
        new ArrayList<>(clients).forEach(OpenConnection::announceStop);
    }

    void closeIdleClients() {
        new ArrayList<>(clients).forEach(OpenConnection::closeIfIdle);
    }

    void closeAllClients() {
        new ArrayList<>(clients).forEach(OpenConnection::abort);
    }

    int cutTunnels() {
        return tunnels.cutAll();
    }

    private void sweep() {
        try {
            sweep(System.nanoTime());
        } catch (RuntimeException e) {
            // Thrown on, it would end the sweeping, and with it every timeout, for ever.
            LOG.error("sweeping connections failed", e);
        }
    }

    private void sweep(long now) {
        // Copies, because closing a connection takes it out of its set.
        for (OpenConnection client : new ArrayList<>(clients)) {
            client.sweep(now);
        }
        tunnels.sweep(now);
        upstreams.values().removeIf(known -> known.sweep(now));
        former.removeIf(known -> known.sweep(now));
    }
}
