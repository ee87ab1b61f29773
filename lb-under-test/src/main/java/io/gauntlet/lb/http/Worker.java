package io.gauntlet.lb.http;

import io.gauntlet.lb.config.ForwardConfig;
import io.gauntlet.lb.pool.Backend;
import io.gauntlet.lb.pool.Pool;
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
    private final HttpCounters counters;
    private final Filters filters;
    private final Collection<Worker> all;
    private final Map<Backend, UpstreamPool> upstreams = new HashMap<>();
    private final Set<ClientConnection> clients = new HashSet<>();
    private final Tunnels tunnels = new Tunnels();
    private Map<Pool, ForwardConfig> forward = Map.of();
    private boolean stopping;

    /**
     * @param bootstrap for connections to backends, on this loop
     * @param all the workers of the plane, complete and unchanged once traffic flows
     */
    Worker(EventLoop loop, Bootstrap bootstrap, HttpCounters counters, Filters filters, Collection<Worker> all) {
        this.loop = loop;
        this.bootstrap = bootstrap;
        this.counters = counters;
        this.filters = filters;
        this.all = all;
        var unused = loop.scheduleWithFixedDelay(this::sweep, SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
    }

    EventLoop loop() {
        return loop;
    }

    HttpCounters counters() {
        return counters;
    }

    /** Whether every connection is to be closed after its next answer. */
    boolean stopping() {
        return stopping;
    }

    /** This loop's connections to a backend of a destination. */
    UpstreamPool upstreams(Backend backend, Destination destination) {
        UpstreamPool pool = upstreams.get(backend);
        if (pool == null) {
            // The request may be older than the configuration in force.
            ForwardConfig config = forward.getOrDefault(destination.pool(), destination.forward());
            pool = new UpstreamPool(destination.pool(), backend, this, config);
            upstreams.put(backend, pool);
        }
        return pool;
    }

    /** Goes by other settings for the connections to the backends of each pool. */
    void forward(Map<Pool, ForwardConfig> others) {
        forward = others;
        for (UpstreamPool upstream : upstreams.values()) {
            ForwardConfig config = others.get(upstream.pool());
            if (config != null) {
                upstream.configure(config);
            }
        }
    }

    Bootstrap bootstrap() {
        return bootstrap;
    }

    /** Handlers for a new connection to a backend. */
    List<ChannelHandler> upstreamFilters() {
        return filters.upstream().get();
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
        @Nullable UpstreamPool pool = upstreams.get(backend);
        if (pool != null) {
            pool.closeOldestIdle();
        }
    }

    void opened(ClientConnection client) {
        clients.add(client);
    }

    void closed(ClientConnection client) {
        clients.remove(client);
    }

    Tunnels tunnels() {
        return tunnels;
    }

    int openClients() {
        return clients.size() + tunnels.count();
    }

    void closeIdle(Backend backend) {
        @Nullable UpstreamPool pool = upstreams.get(backend);
        if (pool != null) {
            pool.closeIdle();
        }
    }

    /** Closes all connections to the backend; returns how many requests that broke off. */
    int cut(Backend backend) {
        @Nullable UpstreamPool pool = upstreams.get(backend);
        return tunnels.cut(backend) + (pool == null ? 0 : pool.cut());
    }

    void stop() {
        stopping = true;
    }

    void closeIdleClients() {
        new ArrayList<>(clients).forEach(ClientConnection::closeIfIdle);
    }

    void closeAllClients() {
        new ArrayList<>(clients).forEach(ClientConnection::abort);
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
        for (ClientConnection client : new ArrayList<>(clients)) {
            client.sweep(now);
        }
        tunnels.sweep(now);
        upstreams.values().removeIf(pool -> pool.sweep(now));
    }
}
